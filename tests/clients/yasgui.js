// Asks an endpoint of another origin with YASGUI and with fetch; tells the test what a page gets to see.
const { endpoint, queries, requests } = await (await fetch('task.json')).json();

async function asked(yasgui, { query, ...config }) {
  const tab = yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(yasgui), name: 'test' });
  tab.setRequestConfig({ endpoint, ...config });
  tab.setQuery(query);
  await tab.query().catch(() => {});
  const { results } = tab.getYasr();
  return {
    type: results.getType(),
    error: results.getError()?.text,
    variables: results.getVariables(),
    rows: results.getBindings(),
    truth: results.getBoolean(),
    statements: results.getStatements()?.length,
    shown: tab.getYasr().drawnPlugin,
  };
}

async function fetched({ url, ...options }) {
  try {
    const response = await fetch(url, options);
    const body = await response.text();
    return { status: response.status, url: response.url, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    return { error: String(error) };
  }
}

async function all(work, items) {
  const told = [];
  for (const item of items) told.push(await work(item));
  return told;
}

let told;
try {
  const yasgui = new Yasgui(document.getElementById('yasgui'), { requestConfig: { endpoint }, autofocus: false });
  told = {
    origin: location.origin,
    queries: await all((query) => asked(yasgui, query), queries),
    requests: await all(fetched, requests),
  };
} catch (error) {
  told = { failure: `${error}\n${error.stack}` };
}
await fetch('done', { method: 'POST', body: JSON.stringify(told) });
