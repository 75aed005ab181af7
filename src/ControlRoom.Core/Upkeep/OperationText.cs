using System.Globalization;
using System.Resources;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>
/// What a person reads of a destructive operation (plant specification §8.5), line by line, in the current culture. The lines are a contract:
/// golden files hold them.
/// </summary>
public static class OperationText
{
    private static readonly ResourceManager Texts = new("ControlRoom.Core.Upkeep.OperationText", typeof(OperationText).Assembly);

    public static string Text(string key, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, Find(key) ?? key, arguments);

    public static string? Find(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture);

    /// <summary>The noun as a title, alone, or for so many.</summary>
    public static string Title(ProtectedAct act) => Text($"Noun.{act.Noun}.Title");

    public static string Nouns(ProtectedAct act, int count) => Text(count == 1 ? $"Noun.{act.Noun}" : $"Noun.{act.Noun}.Many");

    /// <param name="form">Warn, Safe, Done or Would.</param>
    public static string Verb(ProtectedAct act, string form) => Text($"Verb.{act.Verb}.{form}");

    /// <summary>"3 items, 12.00 kg".</summary>
    public static string Impact(IReadOnlyDictionary<string, Amount> impact) => string.Join(", ", impact.Select(p => Part(p.Key, p.Value)));

    public static string Part(string key, Amount amount)
    {
        if (amount.Grams is { } grams) return Text("Impact.kg", Units.Kg(grams).ToString("#,0.00", CultureInfo.CurrentCulture));
        if (amount.Count == 1 && Find($"Impact.{key}.1") is { } one) return one;
        return Find("Impact." + key) is null ? $"{amount.Count.ToString(CultureInfo.CurrentCulture)} {key}" : Text("Impact." + key, amount.Count);
    }

    /// <summary>What the safety check found: only in production, and only when there is something to tell.</summary>
    public static IEnumerable<string> Safety(OperationPlan plan, Marks marks)
    {
        if (!plan.HasSafetyResults) yield break;
        yield return $"{marks.Warning} {Text("Safety.Results")}";
        var (title, verb) = (Title(plan.Operation), Verb(plan.Operation, "Safe"));
        foreach (var (target, skipped) in plan.Safe.Select(s => (s.Target, Reason: (Refusal?)null)).Concat(plan.Skipped.Select(s => (s.Target, Reason: (Refusal?)s.Reason))).OrderBy(t => t.Target.Code, StringComparer.Ordinal).ThenBy(t => t.Target.Id))
        {
            yield return skipped is null ? $"   {marks.Safe} {title}: \"{target.Code}\" - {verb}" : $"   {marks.Skipped} {title}: \"{target.Code}\" - {Text("Safety.Skipped", skipped.Short())}";
        }
        if (plan.Skipped.Count == 0 || plan.Safe.Count == 0) yield break;
        yield return "";
        yield return Text("Proceeding", plan.Safe.Count, Nouns(plan.Operation, plan.Safe.Count), plan.Skipped.Count, Nouns(plan.Operation, plan.Skipped.Count));
        yield return "";
    }

    /// <summary>What will go, target by target and in total.</summary>
    public static IEnumerable<string> Warning(OperationPlan plan, Marks marks)
    {
        var (operation, count) = (plan.Operation, plan.Safe.Count);
        var kind = plan.Request.DryRun ? "DryRun" : "Warning";
        var mark = plan.Request.DryRun ? "" : marks.Warning + " ";
        yield return mark + (count == 1 ? Text(kind + ".One", Verb(operation, "Warn")) : Text(kind + ".Many", Verb(operation, "Warn"), count, Nouns(operation, count)));
        foreach (var (target, impact) in plan.Safe) yield return $"   {marks.Bullet} {Title(operation)}: \"{target.Code}\" ({Text("Id")}: {target.Id}){(impact.Count == 0 ? "" : " - " + Impact(impact))}";
        foreach (var blocked in plan.Blocked) yield return $"   {marks.Skipped} {Title(operation)}: \"{blocked.Target.Code}\" - {Text("Failed", blocked.Reason.Detail())}";
        if (plan.Total.Count > 0) yield return Text("Total", Impact(plan.Total));
    }

    /// <summary>Nothing is safe: who is protected and why.</summary>
    public static IEnumerable<string> Refused(ProtectedAct act, IEnumerable<SkippedTarget> skipped, Marks marks)
    {
        yield return $"{marks.Skipped} {Text("Safety.Refused")}";
        foreach (var target in skipped) yield return $"   {Title(act)} \"{target.Name}\": {target.Reason}";
        yield return Text("Cancelled");
    }

    /// <summary>How it ended.</summary>
    public static IEnumerable<string> Result(DestructiveOperation operation, OperationReport report, Marks marks)
    {
        foreach (var late in report.Failed) yield return $"   {marks.Skipped} {Title(operation)}: \"{late.Name}\" - {Text("Failed", late.Message)}";
        var done = report.TargetsProcessed;
        var parts = new List<string>();
        if (report.Status == OperationReport.DryRun) parts.Add(Text("DryRun.Done", Verb(operation, "Would"), done, Nouns(operation, done)));
        else if (report is { TargetsProcessed: 1, TargetsSkipped: 0, TargetsFailed: 0 }) parts.Add(Text("Done.One", Verb(operation, "Done"), Nouns(operation, 1), report.Processed[0].Name));
        else parts.Add(Text("Done.Many", Verb(operation, "Done"), done, Nouns(operation, done)));
        if (report.TargetsSkipped > 0) parts.Add(Text("Done.Skipped", report.TargetsSkipped, Nouns(operation, report.TargetsSkipped)));
        if (report.TargetsFailed > 0) parts.Add(Text("Done.Failed", report.TargetsFailed));
        var sentence = string.Join(", ", parts);
        yield return report is { TargetsProcessed: 1, TargetsSkipped: 0, TargetsFailed: 0 } && report.Status != OperationReport.DryRun ? sentence : sentence + ".";
    }
}
