// Opens files in the YAML language server as an editor does, with the settings of this project, and prints as JSON
// what it says: node talk.mjs PROJECT LANGUAGE_SERVER < {"files": {name: text}, "complete": [[name, line, column]]}
import {spawn} from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";

const [project, server] = process.argv.slice(2);
const wanted = JSON.parse(fs.readFileSync(0, "utf8"));
const settings = JSON.parse(fs.readFileSync(path.join(project, ".vscode", "settings.json"), "utf8"));
const yaml = {schemas: settings["yaml.schemas"], validate: true, completion: true, schemaStore: {enable: false}};
const child = spawn(process.execPath, [server, "--stdio"], {stdio: ["pipe", "pipe", "inherit"]});
const waiting = new Map(), told = new Map();
let buffer = Buffer.alloc(0), last = 0;

const send = (message) => {
  const text = JSON.stringify({jsonrpc: "2.0", ...message});
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};
const ask = (method, params) => new Promise((answer) => {
  waiting.set(++last, answer);
  send({id: last, method, params});
});
const take = (message) => {
  if (message.method === "workspace/configuration") {
    send({id: message.id, result: message.params.items.map((item) => item.section === "yaml" ? yaml : {})});
  } else if (message.method && message.id !== undefined) {
    send({id: message.id, result: null});
  } else if (message.method === "textDocument/publishDiagnostics") {
    told.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.id !== undefined) {
    waiting.get(message.id)?.(message.result);
  }
};
child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    const length = head < 0 ? 0 : Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, head).toString())[1]);
    if (head < 0 || buffer.length < head + 4 + length) return;
    const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
    buffer = buffer.subarray(head + 4 + length);
    take(message);
  }
});

const root = pathToFileURL(project).href;
const address = (name) => `${root}/case_studies/${name}`;
await ask("initialize", {processId: null, rootUri: root, workspaceFolders: [{uri: root, name: "project"}],
  capabilities: {workspace: {configuration: true, workspaceFolders: true}}});
send({method: "initialized", params: {}});
send({method: "workspace/didChangeConfiguration", params: {settings: {yaml}}});
const found = {problems: {}, completions: []};
for (const [name, text] of Object.entries(wanted.files)) {
  const uri = address(name);
  const problems = new Promise((answer) => told.set(uri, answer));
  send({method: "textDocument/didOpen", params: {textDocument: {uri, languageId: "yaml", version: 1, text}}});
  found.problems[name] = (await problems).map((each) => [each.range.start.line + 1, each.message]);
}
for (const [name, line, character] of wanted.complete) {
  const answer = await ask("textDocument/completion", {
    textDocument: {uri: address(name)}, position: {line: line - 1, character}});
  found.completions.push((answer.items ?? answer).map((item) => item.label));
}
child.kill();
console.log(JSON.stringify(found));
process.exit(0);
