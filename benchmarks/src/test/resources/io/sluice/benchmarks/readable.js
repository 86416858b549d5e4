/* faults: a sentence for each text on the page that is too small, or too like its ground (WCAG 2, 4.5 to 1). */
const parts = text => (text.match(/[\d.]+/g) || []).map(Number);
const luminance = colour => {
    const [r, g, b] = colour.slice(0, 3)
        .map(value => value / 255)
        .map(value => (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4)));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
};
const ground = element => {
    for (let each = element; each; each = each.parentElement) {
        const colour = parts(getComputedStyle(each).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) {
            return colour;
        }
    }
    return [255, 255, 255];
};
const faults = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(element.tagName) || element.getClientRects().length === 0) {
        continue;
    }
    const style = getComputedStyle(element);
    const colour = parts(element instanceof SVGElement ? style.fill : style.color);
    const found = contrast(colour, ground(element));
    if (parseFloat(style.fontSize) < 11) {
        faults.push(`"${node.data}" is ${style.fontSize}`);
    }
    if (found < 4.5) {
        faults.push(`"${node.data}" ${style.color} has a contrast of ${found.toFixed(2)}`);
    }
}
