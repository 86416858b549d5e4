/* Draws every plot as SVG where there is no browser, and no timer either: nothing here is animated. */
var setTimeout = function () { return 0; };
var clearTimeout = function () {};

/** The images of the main placement as JSON: from a file's name to its SVG. */
function sluiceImages(json) {
    'use strict';
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
