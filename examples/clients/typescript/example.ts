// Register a template, read a picture, delete the template: CUSTOM_OCR_URL=… node example.ts
// Signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for API Gateway; with API_KEY set, the key is sent instead.

import { readFile } from 'node:fs/promises';

import { type Access, base64, connect, Refused } from './client.ts';

const { CUSTOM_OCR_URL: url = 'http://127.0.0.1:8080', API_KEY: key, ...env } = process.env;
const picture = async (name: string) => base64(await readFile(new URL(`../../form/${name}`, import.meta.url)));

function access(): Access {
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1];
  if (key) return { kind: 'key', key };
  if (!region) return { kind: 'none' };
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  return { kind: 'iam', accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN, region };
}

const ocr = connect(url, access());
const template = JSON.parse(await readFile(new URL('../../form/template.json', import.meta.url), 'utf-8'));
const added = await ocr.POST('/custom_ocr/add', { body: { type: 'add', template, img: await picture('template.png') } });
const template_id = added.data!.template_id;
try {
  const body = { type: 'read' as const, template_id, img: await picture('query-1-scan.png') };
  const { data } = await ocr.POST('/custom_ocr/read', { body });
  for (const field of data!.documents[0].fields) console.log(`${field.key}: ${field.value} (${field.score})`);
  await ocr.POST('/custom_ocr/get', { body: { type: 'get', template_id: 'never' } });
} catch (no) {
  if (!(no instanceof Refused)) throw no;
  console.log(`refused: ${no.status} ${no.code}`);
} finally {
  await ocr.POST('/custom_ocr/del', { body: { type: 'del', template_id } });
}
