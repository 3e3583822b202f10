import { readFileSync } from 'node:fs';
import { PanelBrowser } from '/work/wt/relc/test/panel/browser.ts';
const [file, picture, out, theme = 'dark', width = '1400', ...steps] = process.argv.slice(2);
process.chdir('/work/wt/relc');
const text = readFileSync(file!, 'utf8');
const b = await PanelBrowser.launch();
try {
  const p = await b.open({ width: Number(width), height: 900 }, theme as never);
  await p.page.evaluate(text => {
    const r = JSON.parse(text);
    const t = r.trace;
    for (const k of ['kind']) t[k] = Uint8Array.from(t[k]);
    for (const k of ['node', 'peer']) t[k] = Int16Array.from(t[k]);
    for (const k of ['ref', 'cause', 'label', 'data', 'source']) t[k] = Int32Array.from(t[k]);
    t.timeUs = Float64Array.from(t.timeUs);
    for (const tr of r.tracks) { if (tr.timeUs) tr.timeUs = Float64Array.from(tr.timeUs); if (tr.value) tr.value = Float64Array.from(tr.value); }
    r.trace.strings = r.trace.strings; window.postMessage({ t: 'q', i: 'show', m: 'show', a: [(globalThis as any).example.packed(r)] });
  }, text);
  await p.page.waitForTimeout(600);
  await p.page.getByRole('tab', { name: picture!, exact: true }).click();
  await p.page.waitForTimeout(300);
  for (const step of steps) {
    const at = step.indexOf('='); const [verb, arg] = [step.slice(0, at), step.slice(at + 1)];
    if (verb === 'ms') { await p.page.evaluate(() => {}); await p.page.locator('.axis').click({ position: { x: 5, y: 10 } }).catch(() => {}); }
    if (verb === 'click') await p.page.locator(arg!).first().click();
    if (verb === 'press') await p.page.keyboard.press(arg!);
    if (verb === 'eval') console.log(await p.page.evaluate(arg!));
    if (verb === 'fps') {
      const box = (await p.page.locator('.axis').boundingBox())!;
      await p.page.evaluate(() => {
        const w = globalThis as any; w.ft = [];
        const loop = () => { const t = performance.now(); const c = new MessageChannel(); c.port1.onmessage = () => { w.ft.push(performance.now() - t); }; c.port2.postMessage(0); w.raf = requestAnimationFrame(loop); };
        requestAnimationFrame(loop);
      });
      await p.page.mouse.move(box.x + 5, box.y + 12); await p.page.mouse.down();
      await p.page.mouse.move(box.x + box.width - 10, box.y + 12, { steps: 120 });
      await p.page.mouse.up();
      console.log(await p.page.evaluate(() => { const f = (globalThis as any).ft.sort((x: number, y: number) => x - y); return { n: f.length, p50: f[f.length >> 1], p90: f[Math.floor(f.length * 0.9)], max: f.at(-1), time: document.querySelector('.cursor-time')!.textContent, cells: document.querySelectorAll('.grid td').length }; }));
    }
    if (verb === 'axe') console.log(await p.page.evaluate(async () => (await (globalThis as any).axe.run()).violations.map((v: any) => v.id + ': ' + v.nodes.map((n: any) => n.html.slice(0, 140) + ' ' + n.failureSummary.slice(0, 160)).slice(0, 3).join(' | '))));
    await p.page.waitForTimeout(200);
  }
  await p.page.screenshot({ path: out! });
  if (p.errors.length) console.log(p.errors);
} finally { await b.close(); }
