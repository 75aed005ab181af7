using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Quality;

/// <summary>What has been answered at a gate so far. It only says what is still open; the gate itself decides.</summary>
public sealed class ChecklistAnswers(IReadOnlyList<ChecklistItemView> items)
{
    private readonly Dictionary<string, object?> answers = new(StringComparer.Ordinal);

    public IReadOnlyList<ChecklistItemView> Items => items;

    public object? this[string key]
    {
        get => answers.GetValueOrDefault(key);
        set => answers[key] = value;
    }

    /// <summary>Required answers that are there.</summary>
    public int Answered => items.Count(item => item.Required) - Missing;

    public int Required => items.Count(item => item.Required);

    /// <summary>Why a PASS would be refused, in the words of the form.</summary>
    /// <param name="told">Key of an item that somebody else tells about.</param>
    public IReadOnlyList<string> WhyNoPassExcept(string? told) =>
    [
        .. Missing is 0 ? Array.Empty<string>() : [Ui.Count("Inspect.Missing", Missing)],
        .. items.Where(item => item.Key != told && IsBeyond(item)).Select(item => Ui.Text("Inspect.Beyond", LabelOf(item))),
    ];

    /// <summary>The sentence that a HOLD says by itself.</summary>
    public string? Finding => items.FirstOrDefault(IsBeyond) is { } item ? Ui.Text("Inspect.Finding", LabelOf(item), answers[item.Key] is decimal number ? Format.Number(number, 1) : Ui.Text("Answer.No")) : null;

    private int Missing => items.Count(item => item.Required && answers.GetValueOrDefault(item.Key) is null or "");

    public bool IsBeyond(ChecklistItemView item) => answers.GetValueOrDefault(item.Key) switch
    {
        false => item.Required,
        decimal number => number < item.Min || number > item.Max,
        _ => false,
    };

    public static string LabelOf(ChecklistItemView item) => item.Label.In(CultureInfo.CurrentUICulture);

    /// <summary>"max 4.0", "14.75…15.25"; null where there is no limit.</summary>
    public static string? LimitOf(ChecklistItemView item) => (item.Min, item.Max) switch
    {
        ({ } low, { } high) => $"{Plain(low)}…{Plain(high)}",
        (null, { } high) => $"≤ {Plain(high)}",
        ({ } low, null) => $"≥ {Plain(low)}",
        _ => null,
    };

    public JsonElement Results()
    {
        var results = new JsonObject();
        foreach (var (key, value) in answers)
        {
            if (value is not null) results[key] = JsonSerializer.SerializeToNode(value, Json.Options);
        }
        return JsonSerializer.SerializeToElement(results);
    }

    private static string Plain(decimal value) => Format.Number(value, value == Math.Truncate(value) ? 0 : value * 10 == Math.Truncate(value * 10) ? 1 : 2);
}
