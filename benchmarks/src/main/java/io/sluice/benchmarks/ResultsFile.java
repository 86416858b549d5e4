package io.sluice.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file that {@code --json} wrote.
 *
 * @param kind what its rows are called: transport, lock or cost
 */
record ResultsFile(Path path, JsonObject json, String kind) {
    private static final List<String> KINDS = List.of("transport", "lock", "cost");

    /**
     * Reads a file.
     *
     * @throws WrongInput if it is not there, not ours, of an older version or without a figure
     */
    static ResultsFile read(Path path) throws WrongInput {
        JsonObject json = parse(path);
        if (!json.has("machine")
                || !json.get("machine").isJsonObject()
                || !json.has("results")
                || !json.get("results").isJsonArray()) {
            throw new WrongInput(path + " is not a file that --json of this program wrote");
        }
        List<JsonObject> measured = new ArrayList<>();
        for (JsonElement element : elements(json)) {
            if (!element.isJsonObject()) {
                throw new WrongInput(path + " is not a file that --json of this program wrote");
            }
            if (!element.getAsJsonObject().has("unavailable")) {
                measured.add(element.getAsJsonObject());
            }
        }
        if (measured.isEmpty()) {
            throw new WrongInput(path + " has no row that was measured");
        }
        return new ResultsFile(path, json, kind(path, measured));
    }

    private static String kind(Path path, List<JsonObject> measured) throws WrongInput {
        for (String kind : KINDS) {
            if (measured.stream().allMatch(entry -> entry.has(kind))) {
                if (measured.stream().anyMatch(entry -> isComplete(entry, kind))) {
                    return kind;
                }
                throw new WrongInput(
                        path
                                + " was written by an older version, which did not keep the figures"
                                + " of the slices; measure again");
            }
        }
        throw new WrongInput(path + " has rows of none of transports, locks and costs");
    }

    private static boolean isComplete(JsonObject entry, String kind) {
        return kind.equals("cost")
                ? entry.has("ns_low") && entry.has("ns_high")
                : entry.has("mode") && entry.has("slices") && entry.get("slices").isJsonArray();
    }

    private static JsonObject parse(Path path) throws WrongInput {
        try {
            JsonElement json = JsonParser.parseString(Files.readString(path));
            if (json.isJsonObject()) {
                return json.getAsJsonObject();
            }
        } catch (NoSuchFileException e) {
            throw new WrongInput("there is no file " + path);
        } catch (IOException e) {
            throw new WrongInput(path + " cannot be read: " + Unavailable.reason(e));
        } catch (JsonParseException e) {
            throw new WrongInput(path + " is not JSON");
        }
        throw new WrongInput(path + " is not a file that --json of this program wrote");
    }

    private static List<JsonElement> elements(JsonObject json) {
        List<JsonElement> all = new ArrayList<>(json.getAsJsonArray("results").asList());
        if (json.has("other_placements") && json.get("other_placements").isJsonArray()) {
            all.addAll(json.getAsJsonArray("other_placements").asList());
        }
        return all;
    }

    /** Every row, those of the main placement first. */
    List<JsonObject> entries() {
        return elements(json).stream().map(JsonElement::getAsJsonObject).toList();
    }

    /** What the two runs must have in common to be compared: names and values. */
    Map<String, String> circumstances() {
        Map<String, String> facts = new TreeMap<>();
        json.getAsJsonObject("machine")
                .asMap()
                .forEach((name, value) -> facts.put(name, text(value)));
        facts.remove("command");
        if (json.has("placement")) {
            facts.put("placement", text(json.get("placement")));
        }
        return facts;
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
