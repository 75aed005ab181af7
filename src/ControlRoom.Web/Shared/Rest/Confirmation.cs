using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What cannot be undone is confirmed with the word <c>yes</c>, here or in <see cref="ConfirmQuery"/>.</summary>
public sealed record ConfirmBody(string? Confirm, int? RowVersion);

/// <param name="DryRun">Only tell what would happen; needs no confirmation.</param>
public sealed record ConfirmQuery([FromQuery(Name = "confirm")] string? Confirm, [FromQuery(Name = "dry_run")] bool? DryRun)
{
    public const string Word = "yes";

    public bool IsDryRun => DryRun ?? false;

    /// <summary>By what it was confirmed, for the report and the audit trail.</summary>
    /// <exception cref="RefusedException">It was not: CONFIRMATION_REQUIRED, 400.</exception>
    public string Confirmed(ConfirmBody body) => body.Confirm == Word || Confirm == Word ? "confirm" : throw new RefusedException(Refusal.Malformed("CONFIRMATION_REQUIRED"));
}
