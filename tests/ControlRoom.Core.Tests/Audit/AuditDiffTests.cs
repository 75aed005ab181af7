using System.Text.Json;
using ControlRoom.Core.Audit;
using Xunit;

namespace ControlRoom.Core.Tests.Audit;

public sealed class AuditDiffTests
{
    [Fact]
    public void Nested_states_are_compared_field_by_field_and_what_changed_comes_first()
    {
        var diff = AuditDiff.Of(Json("""{"status":"HOLD","recipe":{"version":"3.0","parts":[{"key":"salt","kg":1.50}]},"note":null,"gone":"x"}"""), Json("""{"status":"HOLD","recipe":{"version":"3.1","parts":[{"key":"salt","kg":1.50},{"key":"ice","kg":2}]},"note":"new"}"""));

        Assert.Equal(
        [
            new("recipe.version", FieldChange.Changed, "3.0", "3.1"), new("recipe.parts[1].key", FieldChange.Added, null, "ice"), new("recipe.parts[1].kg", FieldChange.Added, null, "2"),
            new("note", FieldChange.Added, null, "new"), new("gone", FieldChange.Removed, "x", null),
            new("status", FieldChange.Same, "HOLD", "HOLD"), new("recipe.parts[0].key", FieldChange.Same, "salt", "salt"), new("recipe.parts[0].kg", FieldChange.Same, "1.50", "1.50"),
        ], diff);
    }

    [Fact]
    public void A_creation_only_adds_and_a_number_is_shown_as_it_was_written()
    {
        Assert.Equal([new("weight_kg", FieldChange.Added, null, "300.60"), new("ok", FieldChange.Added, null, "true")], AuditDiff.Of(null, Json("""{"weight_kg":300.60,"ok":true}""")));
        Assert.Equal([new("a", FieldChange.Removed, "1", null)], AuditDiff.Of(Json("""{"a":1}"""), null));
        Assert.Empty(AuditDiff.Of(null, null));
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
