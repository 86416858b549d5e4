/* Draws every plot as SVG where there is no browser, and no timer either: nothing here is animated. */
var setTimeout = function () { return 0; };
var clearTimeout = function () {};

/** About as wide as the usual fonts without serifs; there is none here to be measured. */
function widthOf(text, font) {
    const size = Number((/(\d+(?:\.\d+)?)px/.exec(font || '') || [0, 12])[1]);
    return text.length * size * (/bold|[67]00/.test(font || '') ? 0.66 : 0.59);
}

/** The images of the main placement as JSON: from a file's name to its SVG. */
function sluiceImages(json) {
    'use strict';
    echarts.setPlatformAPI({measureText: (text, font) => ({width: widthOf(text, font)})});
    const data = JSON.parse(json);
    const views = sluiceReport.views(data);
    const images = {};
    views.filter(view => view.placement === views[0].placement).forEach(view => {
        [false, true].forEach(dark => {
            sluiceReport.plots(data, view, {dark: dark, width: 960, image: true}).forEach(plot => {
                const chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: 960, height: plot.height});
                chart.setOption(plot.option);
                const said = '<title>' + echarts.format.encodeHTML(plot.title + '. ' + plot.summary) + '</title>';
                images[plot.id + '-' + view.payload + (dark ? '-dark' : '-light') + '.svg'] =
                    chart.renderToSVGString().replace('>', ' role="img">' + said);
                chart.dispose();
            });
        });
    });
    return JSON.stringify(images);
}
