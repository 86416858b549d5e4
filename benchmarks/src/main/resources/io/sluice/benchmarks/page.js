/* The page around the plots: its text, its controls, its table. All text from the results is set as text. */
(function () {
    'use strict';

    const USUAL_PAYLOAD = 64;
    const report = sluiceReport;
    const data = JSON.parse(document.getElementById('data').textContent);
    const views = report.views(data);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const state = {view: Math.max(0, views.findIndex(each => each.payload === USUAL_PAYLOAD)), theme: 'auto', selected: {}, sort: {}, width: 0};
    const charts = {};

    function byId(id) {
        return document.getElementById(id);
    }

    function add(parent, name, text, attributes) {
        const element = document.createElement(name);
        if (text !== undefined && text !== null) {
            element.textContent = text;
        }
        Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
        parent.appendChild(element);
        return element;
    }

    function isDark() {
        return state.theme === 'auto' ? dark.matches : state.theme === 'dark';
    }

    function colourOf(group) {
        return isDark() ? group.dark : group.light;
    }

    function view() {
        return views[state.view];
    }

    function count(list, what) {
        return list.length + ' ' + what + (list.length === 1 ? '' : 's');
    }

    // ------------------------------------------------------------------ head

    function head() {
        const machine = data.machine;
        const facts = [machine.cpu, machine.kernel && 'Linux ' + machine.kernel, machine.jdk];
        if (data.written) {
            facts.push(data.written.slice(0, 10));
        }
        byId('where').textContent = facts.filter(Boolean).join(' · ');
        byId('command').textContent = machine.command || '';
        const list = byId('machine');
        Object.entries(machine).forEach(([name, value]) => {
            add(list, 'dt', name);
            add(add(list, 'dd'), 'code', value === '' ? 'none' : value);
        });
        if (data.written) {
            add(list, 'dt', 'written');
            add(add(list, 'dd'), 'code', data.written);
        }
    }

    /** The name of the button in a box that has the focus, which would be lost as the box is filled anew. */
    function focusIn(box) {
        return box.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
    }

    function focusOn(box, name) {
        [...box.querySelectorAll('button')].filter(button => name !== undefined && button.dataset.name === name)
            .forEach(button => button.focus());
    }

    function choice(title, options, chosen, choose) {
        const set = add(byId('controls'), 'fieldset');
        add(set, 'legend', title);
        options.forEach(option => {
            const button = add(set, 'button', option.name, {
                type: 'button', 'data-name': title + ' ' + option.name, 'aria-pressed': String(option.value === chosen)
            });
            button.addEventListener('click', () => {
                choose(option.value);
                draw();
            });
        });
    }

    function controls() {
        const focused = focusIn(byId('controls'));
        byId('controls').textContent = '';
        const payloads = [...new Set(views.map(each => each.payload))].sort((a, b) => a - b);
        const placements = [...new Set(views.map(each => each.placement))];
        const pick = (payload, placement) => {
            const exact = views.findIndex(each => each.payload === payload && each.placement === placement);
            state.view = exact >= 0 ? exact : views.findIndex(each => each.payload === payload);
        };
        if (payloads.length > 1) {
            choice('bytes', payloads.map(each => ({name: String(each), value: each})), view().payload,
                payload => pick(payload, view().placement));
        }
        if (placements.length > 1) {
            choice('placement', placements.map(each => ({name: each, value: each})), view().placement,
                placement => pick(view().payload, placement));
        }
        choice('theme', ['auto', 'light', 'dark'].map(each => ({name: each, value: each})), state.theme,
            theme => { state.theme = theme; });
        focusOn(byId('controls'), focused);
    }

    function best(entries, figure) {
        return entries.slice().sort((a, b) => figure(a) - figure(b))[0];
    }

    /** Of the kernel's rows those that wait as they were asked to. */
    function comparable(entries) {
        const kernel = entries.filter(entry => entry.kernel);
        return kernel.length > 0 ? kernel : entries;
    }

    function glance() {
        const box = byId('glance');
        box.textContent = '';
        const trips = report.measured(data, view(), 'rtt');
        const streams = report.measured(data, view(), 'throughput');
        report.GROUPS.forEach(group => {
            const own = entry => report.group(entry).id === group.id;
            const trip = best(comparable(trips.filter(own)), entry => entry.p50_ns);
            const stream = best(comparable(streams.filter(own)), entry => -entry.messages_per_s);
            if (!trip && !stream) {
                return;
            }
            const tile = add(box, 'div');
            tile.style.setProperty('--mark', colourOf(group));
            add(tile, 'h3', group.name);
            if (trip) {
                const line = add(tile, 'p');
                add(line, 'b', report.ns(trip.p50_ns));
                add(line, 'span', 'there and back: ' + trip.transport);
            }
            if (stream) {
                const line = add(tile, 'p');
                add(line, 'b', report.rate(stream.messages_per_s) + '/s');
                add(line, 'span', 'one way: ' + stream.transport);
            }
        });
    }

    // ----------------------------------------------------------------- plots

    function swatch(item) {
        const space = 'http://www.w3.org/2000/svg';
        const svg = document.createElementNS(space, 'svg');
        const line = item.dash !== undefined;
        svg.setAttribute('width', line ? '26' : '12');
        svg.setAttribute('height', '12');
        svg.setAttribute('aria-hidden', 'true');
        const shape = document.createElementNS(space, 'path');
        const shapes = {
            circle: 'M6 1a5 5 0 1 0 .01 0z', diamond: 'M6 0l6 6-6 6-6-6z', rect: 'M1 1h10v10h-10z',
            triangle: 'M6 1l5 10h-10z', plus: 'M4 0h4v4h4v4h-4v4h-4v-4h-4v-4h4z'
        };
        shape.setAttribute('d', line ? 'M0 6H26' : shapes[item.symbol] || shapes.plus);
        if (line) {
            shape.setAttribute('stroke', item.colour);
            shape.setAttribute('stroke-width', item.group === 'sluice' ? '3' : '2');
            shape.setAttribute('stroke-dasharray', Array.isArray(item.dash) ? item.dash.join(' ') : 'none');
        } else {
            shape.setAttribute('fill', item.colour);
        }
        svg.appendChild(shape);
        return svg;
    }

    function choose(plot, name, shown) {
        state.selected[plot.id] = state.selected[plot.id] || {};
        plot.legend.forEach(item => {
            if (name === null || item.name === name) {
                state.selected[plot.id][item.name] = shown;
            }
        });
        const changed = drawn().filter(each => each.id === plot.id)[0];
        charts[plot.id].chart.setOption(changed.option, true);
        legend(changed);
    }

    function legend(plot) {
        const box = charts[plot.id].legend;
        const focused = focusIn(box);
        box.textContent = '';
        const lines = plot.legend.some(item => item.dash !== undefined);
        report.GROUPS.forEach(group => {
            const items = plot.legend.filter(item => item.group === group.id);
            if (items.length === 0) {
                return;
            }
            const set = add(box, 'div', null, {'class': 'of'});
            if (lines) {
                add(set, 'span', group.name + ':');
            }
            items.forEach(item => {
                const button = add(set, 'button', null, {type: 'button', 'data-name': item.name, 'aria-pressed': String(item.shown)});
                button.appendChild(swatch(item));
                add(button, 'span', item.name);
                button.addEventListener('click', () => choose(plot, item.name, !item.shown));
                button.addEventListener('mouseenter', () => charts[plot.id].chart.dispatchAction({type: 'highlight', seriesName: item.name}));
                button.addEventListener('mouseleave', () => charts[plot.id].chart.dispatchAction({type: 'downplay', seriesName: item.name}));
            });
        });
        if (lines && plot.legend.length > 2) {
            const set = add(box, 'div', null, {'class': 'of'});
            [['show all', true], ['show none', false]].forEach(([text, shown]) => {
                const button = add(set, 'button', text, {type: 'button', 'class': 'all', 'data-name': text});
                button.addEventListener('click', () => choose(plot, null, shown));
            });
        }
        focusOn(box, focused);
    }

    function section(plot) {
        const box = add(byId('plots'), 'section', null, {id: 'plot-' + plot.id});
        add(box, 'h2', plot.title);
        add(box, 'p', plot.how, {'class': 'how'});
        const parts = {box: box, legend: add(box, 'div', null, {'class': plot.legend.length > 5 ? 'legend many' : 'legend'})};
        parts.place = add(box, 'div', null, {'class': 'chart', role: 'img', 'aria-label': plot.title + '. ' + plot.summary});
        return parts;
    }

    /** The plots as they are to be drawn now; the width is that within a section. */
    function drawn() {
        const width = state.width - (state.width < 680 ? 26 : 42);
        return report.plots(data, view(), {dark: isDark(), width: width, image: false}, state.selected);
    }

    function plots() {
        Object.values(charts).forEach(parts => parts.chart.dispose());
        Object.keys(charts).forEach(id => delete charts[id]);
        byId('plots').textContent = '';
        drawn().forEach(plot => {
            const parts = section(plot);
            charts[plot.id] = parts;
            parts.place.style.height = plot.height + 'px';
            parts.chart = echarts.init(parts.place, null, {renderer: 'svg'});
            parts.chart.setOption(plot.option);
            legend(plot);
        });
    }

    // ----------------------------------------------------------------- table

    const COLUMNS = [
        {name: 'row', of: entry => entry.transport, word: true},
        {name: 'group', of: entry => report.group(entry).name, word: true},
        {name: 'mode', of: entry => entry.mode, word: true},
        {name: 'offered/s', of: entry => entry.offered_per_s, show: report.rate},
        {name: 'p50', of: entry => entry.p50_ns, show: report.ns},
        {name: 'p99', of: entry => entry.p99_ns, show: report.ns},
        {name: 'p99.9', of: entry => entry.p999_ns, show: report.ns},
        {name: 'worst', of: entry => entry.max_ns, show: report.ns},
        {name: 'messages/s', of: entry => entry.messages_per_s, show: report.rate},
        {name: 'slices', of: entry => spread(entry, Math.min), show: slices},
        {name: 'CPU each', of: entry => entry.cpu_s_per_million, show: report.micros},
        {name: 'idle CPU', of: entry => entry.cpu_percent, show: report.percent},
        {name: 'samples', of: entry => entry.samples, show: report.rate}
    ];

    function spread(entry, pick) {
        return entry.slices && entry.slices.length > 0 ? pick(...entry.slices) : undefined;
    }

    /** Two figures, their unit once where it is the same. */
    function between(low, high) {
        const [number, unit] = low.split(' ');
        return (unit !== undefined && high.endsWith(' ' + unit) ? number : low) + ' – ' + high;
    }

    function slices(low, entry) {
        const high = spread(entry, Math.max);
        if (entry.cpu_percent !== undefined) {
            return between(report.percent(low), report.percent(high));
        }
        const format = entry.p50_ns === undefined ? report.rate : report.ns;
        return between(format(low), format(high));
    }

    function compare(column, down) {
        return (a, b) => {
            const [x, y] = [column.of(a), column.of(b)];
            if (x === undefined || y === undefined) {
                return x === y ? 0 : x === undefined ? 1 : -1;
            }
            const order = column.word ? String(x).localeCompare(String(y)) : x - y;
            return down ? -order : order;
        };
    }

    function table() {
        const entries = report.inView(data, view()).filter(entry => !entry.unavailable);
        const used = COLUMNS.filter(column => entries.some(entry => column.of(entry) !== undefined));
        const sorted = used.filter(column => column.name === state.sort.name)[0];
        if (sorted) {
            entries.sort(compare(sorted, state.sort.down));
        }
        const box = byId('table');
        box.textContent = '';
        const line = add(add(box, 'thead'), 'tr');
        used.forEach(column => {
            const cell = add(line, 'th', null, {scope: 'col', 'class': column.word ? 'word' : ''});
            if (column === sorted) {
                cell.setAttribute('aria-sort', state.sort.down ? 'descending' : 'ascending');
            }
            const button = add(cell, 'button', column.name, {type: 'button', 'data-name': column.name});
            button.addEventListener('click', () => {
                state.sort = {name: column.name, down: state.sort.name === column.name && !state.sort.down};
                table();
                focusOn(box, column.name);
            });
        });
        const body = add(box, 'tbody');
        entries.forEach(entry => {
            const row = add(body, 'tr', null, {'class': report.group(entry).id === 'sluice' ? 'own' : ''});
            used.forEach(column => {
                const value = column.of(entry);
                const shown = value === undefined ? '' : column.show ? column.show(value, entry) : value;
                add(row, 'td', shown, {'class': column.word ? 'word' : ''});
            });
        });
    }

    function named(entry) {
        return entry.offered_per_s ? entry.mode + ' of ' + report.rate(entry.offered_per_s) + '/s' : entry.mode;
    }

    function texts() {
        const seen = new Map();
        const reasons = new Map();
        report.all(data).forEach(entry => {
            if (!seen.has(entry.transport)) {
                seen.set(entry.transport, entry);
            }
        });
        report.inView(data, view()).filter(entry => entry.unavailable).forEach(entry => {
            const modes = reasons.get(entry.unavailable) || new Map();
            modes.set(entry.transport, (modes.get(entry.transport) || []).concat([named(entry)]));
            reasons.set(entry.unavailable, modes);
        });
        byId('missing').hidden = reasons.size === 0;
        byId('reasons').textContent = '';
        reasons.forEach((modes, reason) => {
            add(byId('reasons'), 'dt', [...modes].map(([name, of]) => name + ' (' + of.join(', ') + ')').join(', '));
            add(byId('reasons'), 'dd', reason);
        });
        byId('rows').textContent = '';
        seen.forEach((entry, name) => {
            add(byId('rows'), 'dt', name, {'class': report.group(entry).id === 'sluice' ? 'own' : ''});
            add(byId('rows'), 'dd', entry.description || '');
        });
    }

    // ------------------------------------------------------------------ live

    function draw() {
        document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
        controls();
        glance();
        state.width = byId('plots').clientWidth;
        plots();
        table();
        texts();
        document.documentElement.dataset.drawn = String(Object.keys(charts).length);
    }

    function resized() {
        if (state.width !== byId('plots').clientWidth) {
            draw();
        }
    }

    let pending = 0;
    window.addEventListener('resize', () => {
        cancelAnimationFrame(pending);
        pending = requestAnimationFrame(resized);
    });
    dark.addEventListener('change', draw);
    head();
    draw();
})();
