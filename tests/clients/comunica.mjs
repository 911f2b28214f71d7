// Answers questions with Comunica: a line of JSON in, { query, sources, context, type }, a line of JSON out.
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { QueryEngine } from '@comunica/query-sparql';

const engine = new QueryEngine();

async function answer({ query, sources, context, type }) {
  try {
    const result = await engine.query(query, { ...context, sources });
    const { data } = await engine.resultToString(result, type);
    return { body: await text(data) };
  } catch (error) {
    return { error: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
}
