package io.sluice.benchmarks;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture in its 256 most frequent colours, a third as many bytes. */
final class FewColours {
    private static final int MOST = 256;

    private final int[] palette;
    private final Map<Integer, Integer> nearest = new HashMap<>();

    private FewColours(int[] palette) {
        this.palette = palette;
    }

    /** From PNG to PNG. */
    static byte[] png(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                counts.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        int[] palette =
                counts.entrySet().stream()
                        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                        .limit(MOST)
                        .mapToInt(Map.Entry::getKey)
                        .toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new FewColours(palette).of(image), "png", out);
        return out.toByteArray();
    }

    private BufferedImage of(BufferedImage image) {
        BufferedImage few =
                new BufferedImage(
                        image.getWidth(),
                        image.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        new IndexColorModel(8, palette.length, palette, 0, false, -1, 0));
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int index = nearest.computeIfAbsent(image.getRGB(x, y), this::nearest);
                few.getRaster().setSample(x, y, 0, index);
            }
        }
        return few;
    }

    private int nearest(int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(colour, palette[i]) < distance(colour, palette[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int apart = ((one >> shift) & 0xff) - ((other >> shift) & 0xff);
            sum += apart * apart;
        }
        return sum;
    }
}
