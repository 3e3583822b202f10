export interface PanelShell {
  /** `webview.asWebviewUri` of `dist/panel.js`. */
  readonly scriptUri: string;
  /** `webview.asWebviewUri` of `dist/panel.css`; the icon font lies beside it. */
  readonly styleUri: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh cryptographic random for every shell. */
  readonly nonce: string;
  readonly title: string;
  /** BCP 47 tag of the display language, `vscode.env.language`. */
  readonly lang: string;
  /** Texts in that language by their English ones, `vscode.l10n.bundle`; absent for English. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

/** The page that the panel's webview loads: nothing runs or is fetched but the panel's own files. */
export function panelHtml({ scriptUri, styleUri, cspSource, nonce, title, lang, texts = {} }: PanelShell): string {
  const policy = [
    "default-src 'none'",
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(styleUri)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="app" data-texts="${escapeHtml(JSON.stringify(texts))}"></div>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUri)}"></script>
</body>
</html>`;
}

/** Safe in the text and in the quoted attributes of a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
