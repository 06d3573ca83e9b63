// Tables as spreadsheets open them.

/** @type {(text: string) => string} */
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/**
 * A value that a spreadsheet would take for a formula is made text.
 * @type {(value: string) => string}
 */
const cell = (value) =>
  quoted(/^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.,]+$/.test(value) ? `'${value}` : String(value));

/**
 * Rows of cells as a file; with a mark that tells spreadsheets it is UTF-8.
 * @param {string[][]} rows
 */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
