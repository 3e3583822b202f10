import { effect } from '@preact/signals-core';

type Child = Node | string | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: never) => void)>>;

/** An element with attributes (`on…` functions listen) and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: readonly Child[]): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== undefined));
  return element;
}

export function icon(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** An id that no other element has: two runs side by side have the same views. */
export function ownId(name: string): string {
  return `${name}-${Math.random().toString(36).slice(2)}`;
}

/** Draws in the next frame after one of the signals that `depends` reads has changed; once a frame. */
export function paint(depends: () => void, draw: () => void): void {
  let asked = false;
  effect(() => {
    depends();
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  });
}

/** The same, but not again until `calmMs` are over: for what nobody can follow at every frame. */
export function paintCalmly(calmMs: number, depends: () => void, draw: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawnMs = -Infinity;
  effect(() => {
    depends();
    timer ??= setTimeout(() => requestAnimationFrame(nowMs => {
      timer = undefined;
      drawnMs = nowMs;
      draw();
    }), Math.max(0, drawnMs + calmMs - performance.now()));
  });
}

/** A canvas of this size in CSS pixels, cleared, with a context that draws in CSS pixels. */
export function prepareCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [deviceWidth, deviceHeight] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
