/*
 * What the report's plots show, as options of ECharts. No DOM: the page and the images both use it, the
 * latter in an interpreter without `for ... of` or modules, so this is plain ES2015 without either.
 *
 * data   the results' JSON
 * view   {payload, placement}: which of them
 * style  {dark, width, image, selected}: image draws a title and a legend, which the page has in HTML;
 *        selected says which names of a plot are drawn, as its legend left them
 */
var sluiceReport = (function () {
    'use strict';

    // Blue, vermilion, purple, green and black stay apart for the colour-blind; each has its own symbol too.
    const GROUPS = [
        {id: 'sluice', name: 'Sluice', light: '#0065a8', dark: '#5cb8f5', symbol: 'circle'},
        {id: 'library', name: 'other libraries', light: '#c2510a', dark: '#f0a04b', symbol: 'diamond'},
        {id: 'kernel', name: 'the kernel', light: '#9a3f86', dark: '#e39bd0', symbol: 'rect'},
        {id: 'jvm', name: 'in one JVM', light: '#00785a', dark: '#3fc99f', symbol: 'triangle'},
        {id: 'floor', name: 'floor', light: '#3d4248', dark: '#d8dde3', symbol: 'path://M4 0h4v4h4v4h-4v4h-4v-4h-4v-4h4z'}
    ];
    const DASHES = ['solid', [8, 4], [2, 3], [12, 3, 2, 3], [5, 2], [1, 5]];
    const MARKS = ['circle', 'diamond', 'triangle', 'rect', 'roundRect', 'pin'];
    // What a reader looks for first; the legend has the others.
    const FIRST = [
        'sluice-spsc', 'sluice-spsc-sleep', 'sluice-mpsc', 'agrona-spsc', 'aeron-ipc', 'chronicle-queue', 'uds-stream',
        'fifo', 'tcp', 'disruptor', 'juc-abq', 'c-ring', 'line'
    ];
    const WIDE = 640;
    const KERNEL = /^(fifo|pipe|uds|tcp|udp|posix|sysv|eventfd|signal|file|futex)/;
    const STREAMS = {
        'throughput': 'One way: messages a second',
        'two-producers': 'Two producers into one ring: messages a second',
        'fan-out': 'One producer, several consumers: messages a second'
    };
    const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

    function groupOf(entry) {
        const id = entry.transport;
        if (entry.group && GROUPS.some(group => group.id === entry.group)) {
            return entry.group;
        }
        if (id.indexOf('sluice') === 0) {
            return 'sluice';
        }
        if (id === 'line' || id.indexOf('c-') === 0) {
            return 'floor';
        }
        if (/\bin one JVM\b/.test(entry.description || '')) {
            return 'jvm';
        }
        return entry.kernel || KERNEL.test(id) ? 'kernel' : 'library';
    }

    function group(entry) {
        return GROUPS.filter(each => each.id === groupOf(entry))[0];
    }

    function colour(entry, style) {
        return style.dark ? group(entry).dark : group(entry).light;
    }

    function theme(style) {
        return style.dark
            ? {text: '#e6eaef', muted: '#a8b2bd', line: '#39424c', ground: '#14181d', panel: '#1d2329'}
            : {text: '#1c2126', muted: '#56606a', line: '#dfe3e8', ground: '#ffffff', panel: '#ffffff'};
    }

    // Three digits are as many as a run can vouch for.
    function digits(value) {
        if (value === 0) {
            return '0';
        }
        return value >= 99.95 ? String(Math.round(value)) : value.toPrecision(3);
    }

    /** The same for an axis, where 10.0 is 10. */
    function tick(format) {
        return value => format(value).replace(/(\.\d*[1-9])0+(?=\D|$)|\.0+(?=\D|$)/, '$1');
    }

    function ns(value) {
        if (value < 999.5) {
            return digits(value) + ' ns';
        }
        if (value < 999.5e3) {
            return digits(value / 1e3) + ' µs';
        }
        return value < 999.5e6 ? digits(value / 1e6) + ' ms' : digits(value / 1e9) + ' s';
    }

    function rate(value) {
        if (value < 999.5) {
            return digits(value);
        }
        if (value < 999.5e3) {
            return digits(value / 1e3) + ' k';
        }
        return value < 999.5e6 ? digits(value / 1e6) + ' M' : digits(value / 1e9) + ' G';
    }

    function micros(value) {
        return ns(value * 1e3);
    }

    function percent(value) {
        return (value < 9.995 ? value.toFixed(2) : digits(value)) + ' %';
    }

    function percentile(beyond) {
        const percents = 100 * (1 - 1 / beyond);
        return String(Number(percents.toFixed(3))) + ' %';
    }

    function all(data) {
        return data.results.concat(data.other_placements || []);
    }

    /** The pairs of a payload and a placement that have a figure, those of the main placement first. */
    function views(data) {
        const views = [];
        all(data).forEach(entry => {
            const seen = views.some(
                view => view.payload === entry.payload_bytes && view.placement === entry.placement);
            if (!seen && !entry.unavailable) {
                views.push({payload: entry.payload_bytes, placement: entry.placement});
            }
        });
        return views;
    }

    function inView(data, view) {
        return all(data).filter(
            entry => entry.payload_bytes === view.payload && entry.placement === view.placement);
    }

    function measured(data, view, mode) {
        return inView(data, view).filter(entry => entry.mode === mode && !entry.unavailable);
    }

    function low(entry, figure) {
        return Math.min.apply(null, (entry.slices || []).concat([figure]));
    }

    function high(entry, figure) {
        return Math.max.apply(null, (entry.slices || []).concat([figure]));
    }

    function by(figure) {
        return (a, b) => figure(a) - figure(b);
    }

    /** A few of each group, so that a plot of fifty rows can be read. */
    function fewOfEachGroup(entries) {
        const shown = {};
        entries.forEach(entry => {
            shown[entry.transport] = FIRST.indexOf(entry.transport) >= 0;
        });
        GROUPS.forEach(each => {
            const own = entries.filter(entry => groupOf(entry) === each.id);
            if (own.length <= 3 || !own.some(entry => shown[entry.transport])) {
                own.slice(0, 3).forEach(entry => {
                    shown[entry.transport] = true;
                });
            }
        });
        return shown;
    }

    function base(plot, style) {
        const look = theme(style);
        const option = {
            animation: false,
            backgroundColor: style.image ? look.ground : 'transparent',
            textStyle: {fontFamily: FONT, fontSize: 12, color: look.text},
            legend: {
                show: Boolean(style.image),
                bottom: 8,
                left: 'center',
                itemWidth: plot.legend.some(each => each.dash !== undefined) ? 32 : 12,
                itemHeight: 12,
                itemGap: 16,
                textStyle: {color: look.text, fontSize: 12},
                data: plot.legend.filter(each => !style.image || each.shown).map(each => each.dash === undefined
                    ? {name: each.name, icon: each.symbol, itemStyle: {color: each.colour}}
                    : {name: each.name, itemStyle: {opacity: 0}}),
                selected: {}
            },
            tooltip: {
                confine: true,
                backgroundColor: look.panel,
                borderColor: look.line,
                textStyle: {color: look.text, fontSize: 12, fontFamily: FONT},
                extraCssText: 'max-height: 22rem; overflow: hidden auto;'
            }
        };
        plot.legend.forEach(each => {
            option.legend.selected[each.name] = each.shown;
        });
        if (style.image) {
            option.title = {
                text: plot.title,
                subtext: plot.subtitle,
                left: 16,
                top: 10,
                textStyle: {color: look.text, fontSize: 16, fontFamily: FONT},
                subtextStyle: {color: look.muted, fontSize: 12, fontFamily: FONT}
            };
        }
        return option;
    }

    function axis(style, name, formatter, more) {
        const look = theme(style);
        const common = {
            name: name,
            nameLocation: 'middle',
            nameTextStyle: {color: look.muted, fontSize: 12},
            axisLabel: {color: look.muted, fontSize: 12, formatter: tick(formatter), hideOverlap: true},
            axisLine: {show: true, lineStyle: {color: look.line}},
            splitLine: {lineStyle: {color: look.line}},
            minorTick: {show: false}
        };
        Object.keys(more).forEach(key => {
            common[key] = more[key];
        });
        return common;
    }

    function escaped(text) {
        return echarts.format.encodeHTML(String(text));
    }

    function lineTip(title, value) {
        return points => {
            const lines = points
                .filter(point => point.value && point.value[1] !== null)
                .sort((a, b) => a.value[1] - b.value[1])
                .map(point => point.marker + ' ' + escaped(point.seriesName) + ' <b>' + value(point) + '</b>');
            return points.length === 0
                ? ''
                : [escaped(title(points[0].value[0]))].concat(lines).join('<br>');
        };
    }

    // ------------------------------------------------------------------ lines

    function lineLook(entries, style) {
        const seen = {};
        const looks = {};
        const few = fewOfEachGroup(entries);
        const first = entries.filter(entry => few[entry.transport]);
        first.concat(entries.filter(entry => !few[entry.transport])).forEach(entry => {
            const id = groupOf(entry);
            const place = seen[id] = (seen[id] || 0) + 1;
            looks[entry.transport] = {
                colour: colour(entry, style),
                dash: DASHES[(place - 1) % DASHES.length],
                mark: MARKS[(place - 1) % MARKS.length],
                width: id === 'sluice' ? 2.6 : 1.6
            };
        });
        return looks;
    }

    function lineLegend(entries, looks, style) {
        const few = fewOfEachGroup(entries);
        const selected = style.selected || {};
        return entries.map(entry => ({
            name: entry.transport,
            group: groupOf(entry),
            colour: looks[entry.transport].colour,
            dash: looks[entry.transport].dash,
            shown: entry.transport in selected ? selected[entry.transport] : few[entry.transport]
        }));
    }

    /** A round number no higher than a value, or no lower: 1, 2 or 5 of a power of ten. */
    function round(value, up) {
        const power = Math.pow(10, Math.floor(Math.log(value) / Math.LN10 + 1e-9));
        const steps = [1, 2, 5, 10].map(step => step * power);
        return up
            ? steps.filter(step => step >= value * (1 - 1e-9))[0]
            : steps.filter(step => step <= value * (1 + 1e-9)).pop();
    }

    function range(points, dimension) {
        const values = points.map(point => point[dimension]).filter(value => value > 0);
        return values.length === 0
            ? [1, 10]
            : [round(Math.min.apply(null, values), false), round(Math.max.apply(null, values), true)];
    }

    /**
     * Scales that fit the lines that are shown, and each line's name moved off the others' names.
     *
     * lines  {name, shown, points}
     */
    function fit(option, lines, style, height) {
        const shown = lines.some(line => line.shown) ? lines.filter(line => line.shown) : lines;
        const points = [].concat.apply([], shown.map(line => line.points));
        const scales = [option.xAxis, option.yAxis].map((scale, dimension) => {
            const bounds = range(points, dimension);
            scale.min = bounds[0];
            scale.max = bounds[1];
            return bounds;
        });
        const grid = option.grid;
        const sizes = [style.width - grid.left - grid.right, height - grid.top - grid.bottom];
        const pixel = (point, dimension) => sizes[dimension] * Math.log(point[dimension] / scales[dimension][0])
            / Math.log(scales[dimension][1] / scales[dimension][0]);
        const placed = [];
        const shifts = {};
        shown.filter(line => line.named && line.points.length > 0)
            .map(line => ({line: line, end: line.points[line.points.length - 1]}))
            .sort((a, b) => b.end[1] - a.end[1])
            .forEach(each => {
                const left = pixel(each.end, 0);
                const box = {left: left, right: left + 12 + 7 * each.line.name.length, y: -pixel(each.end, 1)};
                const wanted = box.y;
                const hits = other => box.left < other.right && other.left < box.right && Math.abs(box.y - other.y) < 15;
                for (let step = 1; placed.some(hits) && step < 400; step++) {
                    const moved = wanted + (step % 2 === 0 ? -step : step) / 2; // down, up, further down
                    box.y = Math.min(moved, -8);
                }
                placed.push(box);
                shifts[each.line.name] = box.y - wanted;
            });
        return shifts;
    }

    function lineSeries(name, look, points, style) {
        return {
            type: 'line',
            name: name,
            data: points,
            showSymbol: false,
            symbol: look.mark,
            symbolSize: 8,
            color: look.colour,
            itemStyle: {color: look.colour},
            lineStyle: {color: look.colour, width: look.width, type: look.dash},
            emphasis: {focus: 'series', lineStyle: {width: look.width + 1}},
            endLabel: {
                show: style.width >= WIDE,
                formatter: '{a}',
                color: look.colour,
                fontSize: 12,
                fontFamily: FONT,
                distance: 6
            },
            labelLayout: {}
        };
    }

    function shift(option, plot, style) {
        const lines = option.series.map(one => ({
            name: one.name,
            named: one.endLabel.show,
            shown: option.legend.selected[one.name],
            points: one.data
        }));
        const shifts = fit(option, lines, style, plot.height);
        option.series.filter(one => one.endLabel.show).forEach(one => {
            one.labelLayout = {dy: shifts[one.name] || 0};
        });
    }

    function lineGrid(style) {
        return style.width >= WIDE
            ? {left: 72, right: 140, top: style.image ? 68 : 16, bottom: style.image ? 92 : 52}
            : {left: 62, right: 28, top: 16, bottom: 52};
    }

    function curves(data, view, style) {
        const entries = measured(data, view, 'rtt')
            .filter(entry => entry.percentiles && entry.percentiles.length > 0)
            .sort(by(entry => entry.p50_ns));
        if (entries.length === 0) {
            return null;
        }
        const looks = lineLook(entries, style);
        const plot = {
            id: 'rtt-percentiles',
            title: 'Round trips: every percentile',
            subtitle: 'There and back between two processes, ' + view.payload + ' bytes',
            how: 'Each line is a row. Go to the percentile below: that share of the round trips took the time at '
                + 'the left, or less. Lower is better; a line that stays flat to the right has no bad cases. Both '
                + 'axes are logarithmic: each step to the right is ten times as rare.',
            summary: 'At the median ' + extremes(entries, entry => entry.p50_ns, ns) + '.',
            legend: lineLegend(entries, looks, style),
            height: style.width >= WIDE ? (style.image ? 560 : 480) : 400
        };
        const option = base(plot, style);
        option.grid = lineGrid(style);
        option.tooltip.trigger = 'axis';
        option.tooltip.formatter = lineTip(x => percentile(x) + ' took at most', point => ns(point.value[1]));
        option.xAxis = axis(style, 'percentile of the round trips', percentile, {type: 'log', nameGap: 32});
        option.yAxis = axis(style, 'round trip', ns, {type: 'log', nameGap: 54});
        option.series = entries.map(entry => lineSeries(
            entry.transport,
            looks[entry.transport],
            entry.percentiles
                .filter(point => point[1] > 0)
                .map(point => [1 / (1 - point[0] / 100), point[1]]),
            style));
        shift(option, plot, style);
        plot.option = option;
        return plot;
    }

    function load(data, view, style) {
        const entries = measured(data, view, 'load')
            .filter(entry => entry.offered_per_s > 0 && entry.p50_ns > 0)
            .sort(by(entry => entry.offered_per_s));
        if (entries.length === 0) {
            return null;
        }
        const rows = entries
            .filter((entry, place) => entries.map(each => each.transport).indexOf(entry.transport) === place)
            .sort(by(entry => entry.p50_ns));
        const looks = lineLook(rows, style);
        const plot = {
            id: 'load',
            title: 'Latency against load',
            subtitle: 'Median solid, 99th percentile faint; ' + view.payload + ' bytes',
            how: 'Messages are sent at a fixed rate, from the left slow to the right fast; each is timed from when '
                + 'it was due, so that a queue that builds up is seen. The bold line is the median, the faint '
                + 'one of the same colour the 99th percentile. Where a line turns up, the row can take no more.',
            summary: 'Of the slowest load ' + extremes(rows, entry => entry.p50_ns, ns) + '.',
            legend: lineLegend(rows, looks, style),
            height: style.width >= WIDE ? (style.image ? 560 : 480) : 400
        };
        const option = base(plot, style);
        option.grid = lineGrid(style);
        option.tooltip.trigger = 'axis';
        option.tooltip.formatter = lineTip(
            x => rate(x) + ' messages/s offered',
            point => ns(point.value[1]) + ' ' + point.value[2]);
        option.xAxis = axis(style, 'messages a second, offered', rate, {type: 'log', nameGap: 32});
        option.yAxis = axis(style, 'from due to received', ns, {type: 'log', nameGap: 54});
        option.series = [];
        rows.forEach(row => {
            const own = entries.filter(entry => entry.transport === row.transport);
            const look = looks[row.transport];
            const median = lineSeries(
                row.transport, look, own.map(entry => [entry.offered_per_s, entry.p50_ns, 'p50']), style);
            median.showSymbol = true;
            const tail = lineSeries(
                row.transport, look, own.map(entry => [entry.offered_per_s, entry.p99_ns, 'p99']), style);
            tail.endLabel.show = false;
            tail.lineStyle.opacity = 0.45;
            tail.lineStyle.width = 1.4;
            option.series.push(median, tail);
        });
        shift(option, plot, style);
        plot.option = option;
        return plot;
    }

    // ------------------------------------------------- rows one below the other

    function extremes(sorted, figure, format) {
        const first = sorted[0];
        const last = sorted[sorted.length - 1];
        return sorted.length === 1
            ? first.transport + ' ' + format(figure(first))
            : 'from ' + first.transport + ' ' + format(figure(first))
                + ' to ' + last.transport + ' ' + format(figure(last));
    }

    function groupLegend(entries, style) {
        const selected = style.selected || {};
        return GROUPS.filter(each => entries.some(entry => groupOf(entry) === each.id)).map(each => ({
            name: each.name,
            group: each.id,
            colour: style.dark ? each.dark : each.light,
            symbol: each.symbol,
            shown: each.name in selected ? selected[each.name] : true
        }));
    }

    function rowsPlot(entries, style, about) {
        about.legend = groupLegend(entries, style);
        about.height = entries.length * (style.width >= WIDE ? 23 : 22) + (style.image ? 152 : 62);
        const option = base(about, style);
        const look = theme(style);
        option.tooltip.trigger = 'item';
        option.grid = {
            left: style.width >= WIDE ? 8 : 0,
            right: style.width >= WIDE ? 36 : 4,
            top: style.image ? 64 : 4,
            bottom: style.image ? 48 : 8,
            containLabel: true
        };
        option.yAxis = {
            type: 'category',
            inverse: true,
            data: entries.map(entry => entry.transport),
            axisTick: {show: false},
            axisLine: {lineStyle: {color: look.line}},
            splitLine: {show: true, lineStyle: {color: look.line, opacity: 0.5}},
            axisLabel: {
                interval: 0,
                fontSize: style.width >= WIDE ? 12 : 11,
                formatter: name => (name.indexOf('sluice') === 0 ? '{own|' + name + '}' : name),
                color: (name, place) => colour(entries[place], style),
                rich: {own: {fontWeight: 700, fontSize: style.width >= WIDE ? 12 : 11, color: style.dark ? GROUPS[0].dark : GROUPS[0].light}}
            }
        };
        return option;
    }

    function groupSeries(entries, make) {
        const series = [];
        GROUPS.forEach(each => {
            const own = entries
                .map((entry, place) => ({entry: entry, place: place}))
                .filter(item => groupOf(item.entry) === each.id);
            if (own.length > 0) {
                make(each, own).forEach(one => {
                    one.name = each.name;
                    series.push(one);
                });
            }
        });
        return series;
    }

    /** A stroke from one figure of a row to another, such as the lowest and the highest slice. */
    function spread(own, low, high, look) {
        return {
            type: 'custom',
            data: own.map(item => [item.place, low(item.entry), high(item.entry)]),
            encode: {x: [1, 2], y: 0},
            silent: true,
            z: look.z,
            renderItem: (params, api) => {
                const from = api.coord([api.value(1), api.value(0)]);
                const to = api.coord([api.value(2), api.value(0)]);
                return {
                    type: 'rect',
                    shape: {x: from[0] - 1, y: from[1] - look.thick / 2, width: to[0] - from[0] + 2, height: look.thick},
                    style: {fill: look.fill, opacity: look.opacity}
                };
            }
        };
    }

    function dots(own, figure, each, style, look) {
        const shade = style.dark ? each.dark : each.light;
        return {
            type: 'scatter',
            data: own.filter(item => figure(item.entry) > 0).map(item => ({
                value: [figure(item.entry), item.place],
                tip: look.tip(item.entry)
            })),
            symbol: each.symbol,
            symbolSize: look.size,
            color: shade,
            z: 5,
            itemStyle: look.hollow
                ? {color: theme(style).ground, borderColor: shade, borderWidth: 1.6}
                : {color: shade},
            tooltip: {formatter: point => point.data.tip}
        };
    }

    function tip(name, lines) {
        return '<b>' + escaped(name) + '</b><br>' + lines.map(escaped).join('<br>');
    }

    function logarithmic(values, format, style) {
        return axis(style, '', format, {
            type: 'log',
            min: round(Math.min.apply(null, values) / 1.1, false),
            max: round(Math.max.apply(null, values) * 1.02, true)
        });
    }

    function valuesAtTheRight(entries, text, style) {
        return {
            type: 'category',
            position: 'right',
            inverse: true,
            data: entries.map((entry, place) => place),
            axisTick: {show: false},
            axisLine: {show: false},
            axisLabel: {
                interval: 0,
                fontSize: style.width >= WIDE ? 12 : 11,
                color: theme(style).muted,
                formatter: place => text(entries[place])
            }
        };
    }

    function roundTrips(data, view, style) {
        const entries = measured(data, view, 'rtt').sort(by(entry => entry.p50_ns));
        if (entries.length === 0) {
            return null;
        }
        const plot = {
            id: 'rtt',
            title: 'Round trips: median and 99th percentile',
            subtitle: 'There and back between two processes, ' + view.payload
                + ' bytes; filled and at the right: median, hollow: 99th percentile, stroke: slices',
            how: 'Best first. The filled mark is the median, the hollow one the 99th percentile; further left is '
                + 'better. The stroke around the median goes from the lowest to the highest median of the '
                + 'slices: two rows whose strokes overlap are not told apart by this run. At the right: the median.',
            summary: 'Best first, ' + extremes(entries, entry => entry.p50_ns, ns) + '.'
        };
        const option = rowsPlot(entries, style, plot);
        const values = entries.map(entry => low(entry, entry.p50_ns)).concat(entries.map(entry => entry.p99_ns));
        option.xAxis = logarithmic(values, ns, style);
        const about = entry => tip(entry.transport, [
            'median ' + ns(entry.p50_ns) + ' (slices ' + ns(low(entry, entry.p50_ns)) + ' to '
                + ns(high(entry, entry.p50_ns)) + ')',
            '99 % ' + ns(entry.p99_ns),
            '99.9 % ' + ns(entry.p999_ns),
            'worst ' + ns(entry.max_ns)
        ]);
        option.yAxis = [option.yAxis, valuesAtTheRight(entries, entry => ns(entry.p50_ns), style)];
        option.series = groupSeries(entries, (each, own) => [
            spread(own, entry => entry.p50_ns, entry => entry.p99_ns, {
                fill: style.dark ? each.dark : each.light, opacity: 0.35, thick: 1, z: 2
            }),
            spread(own, entry => low(entry, entry.p50_ns), entry => high(entry, entry.p50_ns), {
                fill: style.dark ? each.dark : each.light, opacity: 0.4, thick: 7, z: 3
            }),
            dots(own, entry => entry.p50_ns, each, style, {size: 10, tip: about}),
            dots(own, entry => entry.p99_ns, each, style, {size: 8, hollow: true, tip: about})
        ]);
        plot.option = option;
        return plot;
    }

    function bars(entries, style, plot, figure, format, what) {
        const option = rowsPlot(entries, style, plot);
        option.xAxis = axis(style, '', format, {type: 'value', min: 0});
        option.xAxis.splitNumber = style.width >= WIDE ? 6 : 3;
        option.yAxis = [option.yAxis, valuesAtTheRight(entries, entry => format(figure(entry)), style)];
        const look = theme(style);
        option.series = groupSeries(entries, (each, own) => [
            {
                type: 'bar',
                stack: 'one bar a row',
                barWidth: 13,
                color: style.dark ? each.dark : each.light,
                itemStyle: {borderRadius: [0, 3, 3, 0]},
                data: own.map(item => ({
                    value: [figure(item.entry), item.place],
                    tip: tip(item.entry.transport, [
                        'median slice ' + format(figure(item.entry)) + what,
                        'slices ' + format(low(item.entry, figure(item.entry))) + ' to '
                            + format(high(item.entry, figure(item.entry)))
                    ])
                })),
                tooltip: {formatter: point => point.data.tip}
            },
            spread(own, entry => low(entry, figure(entry)), entry => high(entry, figure(entry)), {
                fill: look.text, opacity: 0.75, thick: 2.5, z: 6
            })
        ]);
        plot.option = option;
        return plot;
    }

    function stream(mode) {
        return (data, view, style) => {
            const entries = measured(data, view, mode)
                .filter(entry => entry.messages_per_s > 0)
                .sort(by(entry => -entry.messages_per_s));
            if (entries.length === 0) {
                return null;
            }
            return bars(entries, style, {
                id: mode,
                title: STREAMS[mode] || mode + ': messages a second',
                subtitle: 'As fast as it goes between two processes, ' + view.payload + ' bytes; dark stroke: slices',
                how: 'Best first; a longer bar is better. It is the median slice, as is the figure at the right; the dark '
                    + 'stroke at its end goes from the lowest slice to the highest. Nothing is lost in any row: the sender waits.',
                summary: 'Best first, ' + extremes(entries, entry => entry.messages_per_s, rate) + ' a second.'
            }, entry => entry.messages_per_s, rate, ' messages/s');
        };
    }

    function cpu(data, view, style) {
        const trips = measured(data, view, 'rtt').filter(entry => entry.cpu_s_per_million > 0);
        const ways = measured(data, view, 'throughput').filter(entry => entry.cpu_s_per_million > 0);
        const of = (list, entry) => {
            const found = list.filter(each => each.transport === entry.transport)[0];
            return found ? found.cpu_s_per_million : 0;
        };
        const entries = trips
            .sort(by(entry => entry.cpu_s_per_million))
            .concat(ways.filter(entry => of(trips, entry) === 0).sort(by(entry => entry.cpu_s_per_million)));
        if (entries.length === 0) {
            return null;
        }
        const plot = {
            id: 'cpu',
            title: 'CPU time of a message',
            subtitle: 'User and system time of both ends, ' + view.payload + ' bytes; filled: a round trip, hollow: one way',
            how: 'What both ends together pay: user and system time of the two measuring threads, for a round trip '
                + '(filled) and for a message one way as fast as it goes (hollow). Further left is better. A row '
                + 'that spins pays its whole waiting time, yet waits so briefly that it is cheap while it has work. '
                + 'At the right: a round trip, or one way where there is none.',
            summary: 'Best first, ' + extremes(entries, entry => of(trips, entry) || of(ways, entry), micros) + '.'
        };
        const option = rowsPlot(entries, style, plot);
        const values = trips.concat(ways).map(entry => entry.cpu_s_per_million);
        option.xAxis = logarithmic(values, micros, style);
        option.yAxis = [
            option.yAxis,
            valuesAtTheRight(entries, entry => micros(of(trips, entry) || of(ways, entry)), style)
        ];
        const about = entry => tip(entry.transport, [
            of(trips, entry) > 0 ? 'a round trip ' + micros(of(trips, entry)) + ' of CPU' : 'no round trip',
            of(ways, entry) > 0 ? 'one way ' + micros(of(ways, entry)) + ' of CPU' : 'not measured one way'
        ]);
        option.series = groupSeries(entries, (each, own) => [
            dots(own, entry => of(trips, entry), each, style, {size: 10, tip: about}),
            dots(own, entry => of(ways, entry), each, style, {size: 8, hollow: true, tip: about})
        ]);
        plot.option = option;
        return plot;
    }

    function idle(data, view, style) {
        const entries = measured(data, view, 'idle')
            .filter(entry => entry.cpu_percent >= 0)
            .sort(by(entry => entry.cpu_percent));
        if (entries.length === 0) {
            return null;
        }
        return bars(entries, style, {
            id: 'idle',
            title: 'CPU while nothing comes',
            subtitle: 'In percent of one CPU',
            how: 'What a row costs while it waits for a message that does not come, in percent of one CPU. A shorter '
                + 'bar is better: an end that spins has all of its CPU, 100 %, one that sleeps next to nothing.',
            summary: 'Best first, ' + extremes(entries, entry => entry.cpu_percent, percent) + '.'
        }, entry => entry.cpu_percent, percent, ' of one CPU');
    }

    /** The plots that there are figures for: {id, title, how, summary, legend, height, option}. */
    function plots(data, view, style, selected) {
        const streams = Object.keys(STREAMS);
        inView(data, view).forEach(entry => {
            const known = ['rtt', 'load', 'idle'].concat(streams).indexOf(entry.mode) >= 0;
            if (!known && entry.messages_per_s > 0) {
                streams.push(entry.mode);
            }
        });
        const makers = [['rtt-percentiles', curves], ['rtt', roundTrips], ['load', load]]
            .concat(streams.map(mode => [mode, stream(mode)]))
            .concat([['cpu', cpu], ['idle', idle]]);
        return makers
            .map(maker => maker[1](data, view, {
                dark: style.dark,
                width: style.width,
                image: style.image,
                selected: (selected || {})[maker[0]]
            }))
            .filter(plot => plot !== null);
    }

    return {
        GROUPS: GROUPS,
        group: group,
        views: views,
        inView: inView,
        measured: measured,
        all: all,
        low: low,
        high: high,
        ns: ns,
        rate: rate,
        micros: micros,
        percent: percent,
        plots: plots
    };
})();
