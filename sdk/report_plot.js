/* SPDX-License-Identifier: BSD-2-Clause */
/* The HTML report: the view of a schedule, if the report was made with one. */
/* A plot of a schedule: a row for each name, boxes while it runs, marks at the periods' beginnings. */
function plot(run, width) {
    const rowHeight = 30, left = 110, top = 8;
    const names = [...new Set(run.slices.map(slice => slice.name))].sort();
    const end = Math.max(1, ...run.slices.map(slice => slice.end_us));
    const at = time => left + time / end * (width - left - 30);
    const height = top + names.length * rowHeight + 24;
    const missed = names.map(name => run.missed.filter(miss => miss.name === name).length);
    const svg = draw("svg", {width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
        class: "plot", "aria-label": `schedule, ${run.title}: ` +
            names.map((name, i) => `${name} missed ${missed[i]} deadlines`).join(", ")});
    names.forEach((name, row) => {
        const y = top + row * rowHeight, base = y + 22;
        const domain = data.domains.find(d => d.name === name);
        const misses = run.missed.filter(miss => miss.name === name).map(miss => miss.at_us);
        svg.append(draw("text", {x: 0, y: base - 5}, draw("title", null, name),
                        name.length > 12 ? name.slice(0, 11) + "…" : name),
                   draw("path", {class: "axis", d: `M${left} ${base}H${at(end)}`}));
        for (const slice of run.slices.filter(s => s.name === name)) {
            svg.append(draw("rect", {class: "slice", x: at(slice.start_us).toFixed(1), y: y + 8,
                width: Math.max(0.7, at(slice.end_us) - at(slice.start_us)).toFixed(1), height: 14},
                draw("title", null, `${name}: ${slice.start_us} to ${slice.end_us} µs`)));
        }
        const period = domain && domain.budget_us < domain.period_us ? domain.period_us : 0;
        for (let time = 0; period > 0 && time <= end; time += period) {
            svg.append(draw("path", {class: "period", d: `M${at(time).toFixed(1)} ${y + 2}V${base}`}));
        }
        for (const time of misses) {
            svg.append(draw("path", {class: "missed",
                d: `M${at(time).toFixed(1)} ${y + 8}l-5 -8h10z`},
                draw("title", null, `${name}: deadline at ${time} µs missed`)));
        }
    });
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 60000]
        .map(ms => ms * 1000).find(us => (at(us) - left) >= 60) || end;
    for (let time = 0; time <= end; time += step) {
        svg.append(draw("text", {x: at(time).toFixed(1), y: height - 4, "text-anchor": "middle",
                                 class: "sub"}, `${time / 1000} ms`));
    }
    return svg;
}
function scheduleView(panel) {
    const zoom = make("select", {id: "zoom", "aria-label": "Width of the plots"});
    for (const [value, text] of [[1, "whole runs"], [3, "three times as wide"],
                                 [10, "ten times as wide"]]) {
        zoom.append(make("option", {value}, text));
    }
    const box = make("div");
    function build() {
        box.replaceChildren();
        data.schedule.forEach((run, i) => {
            box.append(make("h2", null, run.title || `run ${i}`), plot(run, 1300 * zoom.value));
            const late = make("p", {class: run.missed.length ? "fails" : "holds"});
            late.append(run.missed.length
                ? `✗ ${run.missed.length} deadlines missed` : "✓ no deadline missed");
            box.append(late);
        });
    }
    zoom.addEventListener("change", build);
    panel.append(make("fieldset", {class: "filters"}, make("label", null, "Show", zoom),
        make("span", null, "Boxes: when a domain was running. Lines: where a period begins, which " +
             "is the deadline of the one before. Triangles: a deadline missed.")), box);
    return build;
}

