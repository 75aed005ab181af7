using System.CommandLine;
using System.Globalization;
using System.Text;
using ControlRoom.Cli.Shared;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Upkeep.Backups;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Cli.Upkeep;

/// <summary><c>controlroom backup</c>, <c>verify</c> and <c>restore</c>.</summary>
public static class BackupCommands
{
    private sealed record Made(string Status, string File, BackupManifest Manifest);

    public static IEnumerable<Command> All() => [Backup(), Verify(), Restore()];

    private static Command Backup()
    {
        var to = new Option<string?>("--to") { Description = "Folder; default: ControlRoom:Backup:Directory." };
        var command = new Command("backup", "Copies the database while it is in use, with a manifest beside the file.") { to };
        command.SetAction((parsed, ct) => Terminal.Look<Made>(parsed, async (services, token) =>
        {
            var (manifest, file) = await services.GetRequiredService<BackupStore>().Create(parsed.GetValue(to), token);
            return new Made("ok", file, manifest);
        }, made => $"Wrote {made.File} ({made.Manifest.SizeBytes / 1024} KiB{(made.Manifest.IsEncrypted ? ", encrypted" : "")}).\n{Contents(made.Manifest.Contents)}", _ => ExitCode.Done, ct));
        return command;
    }

    private static Command Verify()
    {
        var file = new Argument<string>("file") { Description = "The backup; its manifest lies beside it." };
        var command = new Command("verify", "Opens a backup beside the plant's database: hash, counts and audit chain. Exit code 1 when something does not agree.") { file };
        command.SetAction((parsed, ct) => Terminal.Look(parsed, (services, token) => services.GetRequiredService<BackupStore>().Verify(parsed.GetValue(file)!, token),
            verdict => verdict.Valid ? $"{verdict.Manifest.File} is whole.\n{Contents(verdict.Contents!)}\nAudit chain valid over {verdict.Audit!.Checked} events, {verdict.Audit.Unsealed} of them not sealed yet."
                : $"{verdict.Manifest.File} is damaged: {string.Join(' ', verdict.Findings)}",
            verdict => verdict.Valid ? ExitCode.Done : ExitCode.Refused, ct));
        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "The backup; its manifest lies beside it." };
        var (confirm, force, dryRun) = (new Option<bool>("--confirm", "--yes") { Description = "Consent given beforehand." }, new Option<bool>("--force") { Description = "Do not ask; it never goes past the safety check." }, new Option<bool>("--dry-run") { Description = "Only show what would happen." });
        var command = new Command("restore", "Puts a backup in the place of the database, which is kept under another name. Stop the application first.") { file, confirm, force, dryRun };
        command.SetAction((parsed, ct) => Terminal.Look(parsed, async (services, token) =>
        {
            var (restorer, screen) = (services.GetRequiredService<Restorer>(), Terminal.Screen(parsed.GetValue(Options.Json)));
            var planned = await restorer.Plan(parsed.GetValue(file)!, token);
            if (!planned.Done) return (Outcome<RestoreReport>)planned.Refusal;
            var plan = planned.Value;
            if (parsed.GetValue(dryRun)) return plan.WhyNot is { } unsafely ? unsafely : Restorer.Looked(plan, Restorer.DryRun);
            if (plan.WhyNot is not null) return await restorer.Carry(plan, "none", token);
            var consent = parsed.GetValue(force) ? "force" : parsed.GetValue(confirm) ? "confirm" : !screen.Interactive ? null : await Ask(plan, screen, token) ? "prompt" : "";
            if (consent is null) return Refusal.Malformed("CONFIRMATION_REQUIRED");
            return consent.Length == 0 ? await restorer.Cancel(plan, token) : await restorer.Carry(plan, consent, token);
        }, Say, _ => ExitCode.Done, ct));
        return command;
    }

    private static Task<bool> Ask(RestorePlan plan, Screen screen, CancellationToken ct)
    {
        (screen.Json ? screen.Error : screen.Out).WriteLine(Lost(plan.Verdict.Manifest, plan.Gap));
        return OperationTerminal.Asked(screen, ct);
    }

    private static string Say(RestoreReport report) => report.Status switch
    {
        Restorer.Cancelled => OperationText.Text("Cancelled"),
        Restorer.DryRun => $"[DRY RUN] {Lost(report.Backup, report.Gap)}",
        _ => $"""
            Restored {report.Backup.File} of {report.Backup.CreatedAt:u}.
            {Contents(report.Contents!)}
            Audit chain {(report.Audit!.Valid ? $"valid over {report.Audit.Checked} events" : $"BROKEN at id {report.Audit.FirstBrokenId}")}.
            {Lost(report.Backup, report.Gap)}
            {(report.ReplacedKeptAs is { } kept ? $"The replaced database is kept as {kept}." : "Nothing was replaced.")}
            """,
    };

    private static string Lost(BackupManifest backup, RestoreGap? gap) => gap is null ? "There is nothing here that would be lost." : string.Create(CultureInfo.InvariantCulture,
        $"Gap: not in the backup of {backup.CreatedAt:u} are {gap.Runs} runs, {gap.Lots} lots, {gap.Inspections} inspections and {gap.AuditEvents} audit events{(gap is { From: { } from, To: { } to } && to > from ? $", the newest of {to:u} ({to - from:d\\.hh\\:mm\\:ss} later)" : "")}.");

    private static string Contents(BackupContents c)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{c.Runs} runs, {c.Lots} lots, {c.Inspections} inspections, {c.Readings} readings, {c.StockMoves} moves, {c.AuditEvents} audit events; ");
        text.Append(CultureInfo.InvariantCulture, $"newest lot {Time(c.NewestLot)}, inspection {Time(c.NewestInspection)}, event {Time(c.NewestAuditEvent)}; last seal {c.LastSeal?.ToId.ToString(CultureInfo.InvariantCulture) ?? "none"}.");
        return text.ToString();
    }

    private static string Time(DateTime? at) => at is { } instant ? instant.ToString("u", CultureInfo.InvariantCulture) : "none";
}
