/* A case study as YAML: written as `casebook format` would write it, and read with every value as text.
   Beside it stands formatting.py, whose rules for wrapping and quotes these are. */
const WIDTH = 110;

/* What another reader of YAML takes for a number, a date, a yes or a nothing. */
const TYPED = new RegExp("^(?:[-+]?\\.?\\d[\\d_.]*(?:[eE][-+]?\\d+)?|0[oOxX][\\da-fA-F]+|[yn]|yes|no|on|off|true|false|null"
  + "|\\d{4}-\\d\\d?-\\d\\d?(?:[Tt]|\\s+)\\d\\d?:\\d\\d:\\d\\d.*)$", "i");
const NUMBER = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?$/;

const isTyped = text => TYPED.test(text) || !/\p{L}/u.test(text);
const isPlain = (text, inFlow) => /^[^\s\-?:,[\]{}#&*!|>'"%@`<=.]/.test(text)
  && !/:(?:\s|$)|\s#|[\t\n\r]|\s$/.test(text) && !(inFlow && /[,[\]{}:]/.test(text)) && !isTyped(text);

/* A text on one line: plain where it can be, else in quotes. */
function inline(text, inFlow) {
  if (isPlain(text, inFlow)) return text;
  return /["\\]/.test(text) && !/[\t\n\r]/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/* One line broken at single blanks, as full as they go. */
function wrapped(line, width) {
  const lines = [];
  for (const word of line ? line.replace(/([^ \t]) (?=[^ \t])/g, "$1\0").split("\0") : []) {
    const last = lines.length - 1;
    if (lines.length && lines[last].length + 1 + word.length <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/* A text behind its key or dash: on the same line where it fits, else below in a block. */
function textLines(head, text, indent) {
  const one = `${head} ${inline(text)}`, body = text.replace(/\n+$/, "");
  const fits = body && !/^\s/.test(body) && !body.includes("\r") && !/[ \t]$/m.test(body);
  const isOneLine = !text.includes("\n");
  if (!fits || text.length - body.length > 1 || (isOneLine && one.length <= WIDTH)) return [one];
  const width = WIDTH - indent, lines = body.split("\n"), sign = text === body ? "-" : "";
  const padded = all => all.map(line => line && " ".repeat(indent) + line);
  const folded = lines.some(line => /^[ \t]/.test(line)) ? []
    : lines.flatMap((line, at) => [...(at ? [""] : []), ...wrapped(line, width)]);
  if (isOneLine) return folded.length > 1 ? [`${head} >${sign}`, ...padded(folded)] : [one];
  return folded.length && lines.some(line => line.length > width) ? [`${head} >${sign}`, ...padded(folded)]
    : [`${head} |${sign}`, ...padded(lines)];
}

/* A case study as the text of its file. `settings` say which keys stand in brackets and which hold numbers. */
function writeYaml(data, settings) {
  const flow = value => Array.isArray(value) ? `[${value.map(flow).join(", ")}]` : typeof value === "object"
    ? `{${Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`).join(", ")}}` : inline(value, true);
  const block = (value, indent) => Array.isArray(value) ? value.flatMap(each => entry(each, indent))
    : Object.entries(value).flatMap(([key, each]) => item(`${" ".repeat(indent)}${key}:`, each, indent, key));
  const entry = (value, indent) => {
    const dash = `${" ".repeat(indent)}-`;
    if (typeof value !== "object") return textLines(dash, value, indent + 2);
    const [first = "{}", ...rest] = block(value, indent + 2);
    return [`${dash} ${first.trimStart()}`, ...rest];
  };
  const item = (head, value, indent, key) => {
    if (typeof value !== "object") {
      return settings.numbers.includes(key) && NUMBER.test(value) ? [`${head} ${value}`] : textLines(head, value, indent + 2);
    }
    const short = `${head} ${flow(value)}`;
    return settings.flow.includes(key) && short.length <= WIDTH ? [short] : [head, ...block(value, indent + 2)];
  };
  return block(data, 0).join("\n") + "\n";
}

/* Every value is text, but for those that say nothing: as casebook/source.py has it. */
const NOTHING = "tag:yaml.org,2002:null";
const textSchema = () => new jsyaml.Schema({ include: [jsyaml.FAILSAFE_SCHEMA], implicit: [new jsyaml.Type(NOTHING, {
  kind: "scalar", resolve: text => /^(?:~|null|Null|NULL)?$/.test(text ?? ""), construct: () => null })] });

/* The data of a file, every value a text or nothing. What is no plain list of keys and values is an error whose message
   is the key of a message, or what the reader says. The reader, js-yaml, must have been loaded. */
function parseCase(text) {
  const listener = (event, { anchor, tag }) => {
    if (event === "close" && (anchor !== null || ![null, "?", NOTHING].includes(tag))) throw new Error("anchors");
  };
  const data = jsyaml.load(text, { schema: textSchema(), listener });
  if (!data || typeof data !== "object" || Array.isArray(data)) throw new Error("not_a_map");
  return data;
}

/* How many comments a text holds: what may be cut from a line without a change of the data. */
function countComments(text, data) {
  const same = JSON.stringify(data), lines = text.split("\n");
  return lines.filter((line, at) => {
    const cut = line.search(/(?:^|\s)#/);
    try {
      return cut >= 0 && JSON.stringify(parseCase(
        [...lines.slice(0, at), line.slice(0, cut), ...lines.slice(at + 1)].join("\n"))) === same;
    } catch {
      return false;
    }
  }).length;
}

Object.assign(window.casebook, { parseCase, writeYaml });
