// The query page with YASGUI in the place of its form: the same questions, asked from an editor, answered by the same
// page, of which it takes over the answer. So results look alike with and without script, in the reader's language.
const settings = JSON.parse(document.getElementById("page-editor-settings").textContent);
const { words, prefixes } = settings;
const form = document.querySelector("form.query");
const place = document.getElementById("page-editor");
const LONGEST = 8000; // letters of an address; longer queries are sent in the body
const SUGGESTED = 50;
const HEIGHT = "300px"; // of the editor, as long as nobody has changed it
const args = settings.language ? [{ name: "lang", value: settings.language }] : [];
const PAGE = "page"; // the tab that has the query of the page's address
const arrived = document.documentElement.outerHTML;
const list = document.createElement("div");
list.setAttribute("role", "tablist");
list.setAttribute("aria-label", words.query);

// At the beginning of the head: the site's own styles come after those of the editor.
function loaded(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
    document.head.prepend(element);
  });
}

function addressOf(query) {
  const parameters = [{ name: "query", value: query }, ...args];
  const encoded = parameters.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("&");
  return encoded.length > LONGEST ? settings.endpoint : `${settings.endpoint}?${encoded}`;
}

// What a term is written as in a query: by its prefix where what is left of it is a plain name.
function written(iri) {
  const fitting = Object.entries(prefixes)
    .filter(([, namespace]) => iri.startsWith(namespace) && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(iri.slice(namespace.length)))
    .sort((one, other) => other[1].length - one[1].length);
  return fitting.length ? `${fitting[0][0]}:${iri.slice(fitting[0][1].length)}` : `<${iri}>`;
}

// Completes from the page's own list, by any part of a term's name or of what it is written as.
function completer(like, name, terms) {
  const known = terms.map(([iri, label]) => ({ text: written(iri), label, found: `${written(iri)} ${iri} ${label}`.toLowerCase() }));
  const labels = Object.fromEntries(known.map(({ text, label }) => [text, label]));
  Yasgui.Yasqe.forkAutocompleter(like, {
    name,
    autoShow: true,
    get: (_editor, token) => {
      const typed = (token?.string ?? "").trim().toLowerCase();
      const found = known.filter((term) => term.found.includes(typed));
      const isFirst = ({ text, label }) => [text, label].some((one) => one.toLowerCase().startsWith(typed));
      found.sort((one, other) => isFirst(other) - isFirst(one));
      return found.slice(0, SUGGESTED).map((term) => term.text);
    },
    preProcessToken: (_editor, token) => token,
    postProcessSuggestion: (_editor, _token, suggestion) => suggestion,
    postprocessHints: (_editor, hints) => hints.map((hint) => ({ ...hint, displayText: `${hint.text}  ${labels[hint.text]}` })),
  });
  return name;
}

// The site's prefixes are known without being declared: to the editor as well.
function declare() {
  const { Yasqe } = Yasgui;
  const plain = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = plain(...given);
    return { ...mode, startState: () => ({ ...mode.startState(), prefixes: { ...prefixes } }) };
  });
}

// The one way to show what came: the answer of the page that the server has written.
class Answer {
  priority = 1;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return true;
  }

  getIcon() {}

  draw() {
    const { results, resultsEl } = this.yasr;
    const text = results.getError()?.text ?? results.getOriginalResponseAsString();
    const page = new DOMParser().parseFromString(text, "text/html");
    const parts = page.querySelectorAll(".answer");
    const shown = parts.length ? parts : page.querySelectorAll("main > *");
    resultsEl.replaceChildren(...(shown.length ? [...shown].map((part) => apart(document.importNode(part, true), resultsEl.id)) : [failure()]));
    if (page.querySelector("main")) adopt(page);
  }
}

// Tabs are pages within one: what has a name in one of them must not have it in another.
function apart(part, suffix) {
  for (const name of ["id", "aria-labelledby", "aria-describedby"]) {
    for (const element of [part, ...part.querySelectorAll(`[${name}]`)]) {
      if (element.hasAttribute(name)) element.setAttribute(name, `${element.getAttribute(name)}-${suffix}`);
    }
  }
  return part;
}

function failure() {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.textContent = words.failed;
  return notice;
}

// The title and the other languages of this page are those of the query that was answered.
function adopt(page) {
  document.title = page.title;
  const there = page.querySelectorAll("header [hreflang]");
  document.querySelectorAll("header [hreflang]").forEach((link, place) => {
    if (there[place]) link.href = there[place].getAttribute("href");
  });
}

function runButton(yasgui) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "run";
  button.textContent = words.run;
  button.addEventListener("click", () => {
    const tab = yasgui().getTab();
    if (button.textContent === words.stop) tab.getYasqe().abortQuery();
    else tab.query().catch(() => {});
  });
  return button;
}

function mark(isAsking) {
  place.classList.toggle("asking", isAsking);
  for (const button of place.querySelectorAll("button.run")) button.textContent = isAsking ? words.stop : words.run;
}

function named(selector, name) {
  for (const element of place.querySelectorAll(selector)) {
    element.title = name;
    element.setAttribute("aria-label", name);
  }
}

// YASGUI's own buttons, in the reader's language; its tabs as a list of tabs, in which its other button may not stand.
function translate() {
  named(".addTab", words.add);
  named(".yasqe_share", words.share);
  for (const element of place.querySelectorAll(".closeTab")) element.title = words.menu["Close Tab"];
  place.querySelector(".tabsList").removeAttribute("role");
  const tabs = [...place.querySelectorAll("[role=tab]")].map((tab) => tab.id);
  list.setAttribute("aria-owns", tabs.join(" "));
}

// The menu of a tab is made when it is asked for.
function translateMenu() {
  for (const item of place.querySelectorAll(".context-menu-item")) item.textContent = words.menu[item.textContent] ?? item.textContent;
}

function configured(query, yasgui) {
  const { Yasqe, Yasr, Tab } = Yasgui;
  Yasr.defaults.plugins = {};
  Yasr.registerPlugin("answer", Answer);
  Object.assign(Yasr.defaults, { pluginOrder: ["answer"], defaultPlugin: "answer", maxPersistentResponseSize: 0 });
  Tab.prototype.getShareableLink = function () {
    return addressOf(this.getQuery());
  };
  declare();
  const declared = Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`).sort();
  Yasqe.forkAutocompleter("prefixes", { name: "declared", get: declared, persistenceId: null });
  const autocompleters = [
    "declared",
    "variables",
    completer("class", "classes", settings.classes),
    completer("property", "properties", settings.properties),
  ];
  const accepted = { acceptHeaderSelect: "text/html", acceptHeaderGraph: "text/html", acceptHeaderUpdate: "text/html" };
  return {
    persistenceId: `publisher ${settings.endpoint}`,
    populateFromUrl: false,
    autoAddOnInit: false,
    autofocus: false,
    tabName: words.query,
    endpointCatalogueOptions: { getData: () => [] },
    requestConfig: {
      endpoint: settings.endpoint,
      method: () => (addressOf(yasgui().getTab().getQuery()) === settings.endpoint ? "POST" : "GET"),
      args,
      ...accepted,
    },
    yasqe: {
      ...Yasqe.defaults,
      editorHeight: HEIGHT,
      value: query,
      autocompleters,
      showQueryButton: false,
      pluginButtons: () => runButton(yasgui),
      screenReaderLabel: words.query,
    },
  };
}

function open() {
  const query = form.elements.query.value;
  let yasgui; // Its settings ask for it when it is there.
  yasgui = new Yasgui(place, configured(query, () => yasgui));
  yasgui.on("query", (_yasgui, tab) => {
    mark(true);
    const address = addressOf(tab.getQuery());
    if (address !== location.href) history.pushState(null, "", address);
  });
  for (const end of ["queryResponse", "queryAbort"]) yasgui.on(end, () => mark(false));
  yasgui.on("tabAdd", () => setTimeout(translate));
  yasgui.on("tabSelect", () => setTimeout(translate));
  yasgui.on("tabClose", () => setTimeout(translate));
  place.prepend(list);
  place.addEventListener("contextmenu", () => setTimeout(translateMenu), true); // YASGUI lets nobody hear of it later.
  // Tabs of an earlier visit may have been of another language.
  for (const tab of Object.values(yasgui._tabs)) tab.setRequestConfig({ args });
  choose(yasgui, query);
  translate();
}

// Show the query of the address in the tab that has it already, else in that of the page; without one the last tab.
function choose(yasgui, query) {
  if (!settings.isAsked && yasgui.getTab()) return;
  const having = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
  const tab = having ?? yasgui.getTab(PAGE) ?? yasgui.addTab(true, { id: PAGE, name: words.query });
  yasgui.selectTabId(tab.getId());
  tab.show();
  if (tab.getQuery() !== query) tab.setQuery(query);
  if (settings.isAsked) tab.getYasr().setResponse({ data: arrived, contentType: "text/html" });
}

// The editor ends where the form ended, so that nothing below it moves; unless readers have given it a height of their own.
function fit(bottom) {
  const box = place.querySelector(".tabPanel.active .CodeMirror");
  const excess = box.closest(".editorwrapper").getBoundingClientRect().bottom - bottom;
  if (box.style.height === HEIGHT) box.style.height = `${box.getBoundingClientRect().height - excess}px`;
  box.CodeMirror.refresh();
}

const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: settings.style });
const script = Object.assign(document.createElement("script"), { src: settings.script });
Promise.all([loaded(style), loaded(script)]).then(() => {
  const { bottom } = form.getBoundingClientRect();
  place.hidden = false;
  document.querySelector(".editor-keys").hidden = false;
  open();
  form.hidden = true;
  for (const part of document.querySelectorAll("main > .answer")) part.remove();
  fit(bottom);
});
addEventListener("popstate", () => location.reload());
