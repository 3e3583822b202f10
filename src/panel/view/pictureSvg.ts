/** Properties of drawings that style sheets set; in a file of its own a drawing has to bring them along. */
const drawn = ['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'paint-order', 'shape-rendering'] as const;

const headingHeight = 18;
/** Of a letter of the heading, at most on average. */
const letterWidth = 7.2;
const margin = 12;

/** What is seen of an element as a drawing of its own, under some lines of text: texts, boxes and drawings as they are, canvases as images. */
export function pictureSvg(root: HTMLElement, heading: readonly string[]): string {
  const { left, top, width, height } = root.getBoundingClientRect();
  const style = getComputedStyle(root);
  const head = heading.flatMap(line => wrapped(line, Math.floor(width / letterWidth)));
  const headHeight = head.length * headingHeight + margin;
  const [wide, tall] = [Math.ceil(width + 2 * margin), Math.ceil(height + headHeight + 2 * margin)];
  const lines = head.map((line, index) => `<text x="${margin}" y="${margin + (index + 1) * headingHeight - 5}" ${fontOf(style)} fill="${style.color}"${index === 0 ? ' font-weight="600"' : ''}>${escaped(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}" viewBox="0 0 ${wide} ${tall}">`
    + `<rect width="${wide}" height="${tall}" fill="${groundOf(root)}"/>${lines.join('')}`
    + `<svg x="${margin}" y="${margin + headHeight}" width="${width}" height="${height}">${contentsOf(root, left, top)}</svg></svg>`;
}

/** Lines of whole words. */
function wrapped(text: string, letters: number): string[] {
  return text.split(' ').reduce((lines: string[], word) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + word.length < letters ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word];
  }, []);
}

function groundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!isClear(backgroundColor)) return backgroundColor;
  }
  return '#fff';
}

const isClear = (colour: string): boolean => colour === 'transparent' || /, 0\)$|\/ 0\)$/.test(colour);
const escaped = (text: string): string => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
const fontOf = ({ fontFamily, fontSize }: CSSStyleDeclaration): string => `font-family="${escaped(fontFamily)}" font-size="${fontSize}"`;

/** Children of an element, placed from the point (left, top) of the page. */
function contentsOf(element: Element, left: number, top: number): string {
  return [...element.childNodes].map(node => (node instanceof Text ? textOf(node, left, top) : node instanceof Element ? elementOf(node, left, top) : '')).join('');
}

function elementOf(element: Element, left: number, top: number): string {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.display === 'none' || style.visibility === 'hidden' || (box.width === 0 && box.height === 0 && style.display !== 'contents')) return '';
  const [x, y] = [box.left - left, box.top - top];
  const place = `x="${x}" y="${y}" width="${box.width}" height="${box.height}"`;
  if (element instanceof HTMLCanvasElement) return element.width > 0 && element.height > 0 ? `<image ${place} href="${element.toDataURL()}"/>` : '';
  if (element instanceof SVGSVGElement) return `<svg ${place}>${[...element.children].map(drawingOf).join('')}</svg>`;
  const ground = boxOf(style, place, x, y, box);
  if (element instanceof HTMLSelectElement) return `${ground}<text x="${x + 6}" y="${y + box.height / 2}" dominant-baseline="central" ${fontOf(style)} fill="${style.color}">${escaped(element.selectedOptions[0]?.text ?? '')}</text>`;
  const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  return ground + (clips ? `<svg ${place}>${contentsOf(element, box.left, box.top)}</svg>` : contentsOf(element, left, top));
}

/** Ground and borders. */
function boxOf(style: CSSStyleDeclaration, place: string, x: number, y: number, { width, height }: DOMRect): string {
  const parts = isClear(style.backgroundColor) ? [] : [`<rect ${place} fill="${style.backgroundColor}" rx="${Number.parseFloat(style.borderTopLeftRadius) || 0}"/>`];
  const stripes = /rgba?\([^)]*\)|color\([^)]*\)/.exec(style.backgroundImage)?.[0];
  if (stripes !== undefined) parts.push(`<line x1="${x}" x2="${x}" y1="${y}" y2="${y + height}" stroke="${stripes}" stroke-width="${width}" stroke-dasharray="4 4"/>`);
  for (const [side, x1, y1, x2, y2] of [['Top', x, y, x + width, y], ['Right', x + width, y, x + width, y + height], ['Bottom', x, y + height, x + width, y + height], ['Left', x, y, x, y + height]] as const) {
    const thick = Number.parseFloat(style[`border${side}Width`]);
    if (thick > 0 && style[`border${side}Style`] !== 'none' && !isClear(style[`border${side}Color`])) parts.push(`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${style[`border${side}Color`]}" stroke-width="${thick}"/>`);
  }
  return parts.join('');
}

/** A text where it stands, each of its lines. */
function textOf(node: Text, left: number, top: number): string {
  const text = node.data.trim();
  if (text === '' || !node.parentElement) return '';
  const style = getComputedStyle(node.parentElement);
  const range = document.createRange();
  range.selectNodeContents(node);
  const boxes = [...range.getClientRects()];
  const lines = boxes.length < 2 ? [text] : linesOf(node, boxes.length);
  return boxes.map((box, index) => `<text x="${box.left - left}" y="${box.top - top + box.height / 2}" dominant-baseline="central" ${fontOf(style)} font-weight="${style.fontWeight}" fill="${style.color}">${escaped(lines[index] ?? '')}</text>`).join('');
}

/** The words of a text that is broken into lines. */
function linesOf(node: Text, count: number): string[] {
  const range = document.createRange();
  const lines = Array.from({ length: count }, () => '');
  let line = 0;
  let lastTop: number | undefined;
  for (const { 0: word, index } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    const { top } = range.getBoundingClientRect();
    if (lastTop !== undefined && top > lastTop + 1) line++;
    lastTop = top;
    if (line < count) lines[line] += word;
  }
  return lines.map(each => each.trim());
}

/** A part of a drawing with its look. */
function drawingOf(part: Element): string {
  const style = getComputedStyle(part);
  if (style.display === 'none' || style.visibility === 'hidden' || part.localName === 'title') return '';
  const own = [...part.attributes].filter(({ name }) => name !== 'class' && name !== 'style' && !(drawn as readonly string[]).includes(name));
  const look = part.localName === 'defs' || part.localName === 'pattern' ? [] : drawn.map(name => [name, style.getPropertyValue(name)] as const).filter(([, value]) => value !== '' && value !== 'auto' && value !== 'normal');
  const attributes = [...own.map(({ name, value }) => [name, value] as const), ...look].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
  const children = [...part.childNodes].map(node => (node instanceof Text ? escaped(node.data) : node instanceof Element ? drawingOf(node) : '')).join('');
  return `<${part.localName}${attributes}>${children}</${part.localName}>`;
}

/** Pixels of the image for each of the picture, so that it is sharp on every screen. */
const sharpness = 2;

/** The same as an image: base64 of a PNG. */
export async function pngOf(drawing: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width * sharpness, image.height * sharpness];
  const context = canvas.getContext('2d')!;
  context.scale(sharpness, sharpness);
  context.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}
