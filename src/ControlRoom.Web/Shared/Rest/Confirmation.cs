using ControlRoom.Core.Upkeep;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What cannot be undone is confirmed with the word <c>yes</c>, here or in <see cref="ConfirmQuery"/>.</summary>
/// <param name="Reason">At least ten characters, where the operation is about a run or a lot.</param>
public sealed record ConfirmBody(string? Confirm, string? Reason, int? RowVersion);

/// <param name="DryRun">Only tell what would happen; needs no confirmation.</param>
public sealed record ConfirmQuery([FromQuery(Name = "confirm")] string? Confirm, [FromQuery(Name = "dry_run")] bool? DryRun)
{
    public bool IsDryRun => DryRun ?? false;

    /// <summary>The request to <see cref="OperationRunner"/>, which asks for the confirmation after the safety check.</summary>
    public OperationRequest Request(string operation, Guid id, ConfirmBody body, Api api) => new(operation, id.ToString())
    {
        Confirm = IsYes(body.Confirm) || IsYes(Confirm), DryRun = IsDryRun, Reason = body.Reason, SeenVersion = api.SeenVersion(body.RowVersion),
    };

    /// <summary>The exact word, without any line ending.</summary>
    internal static bool IsYes(string? text) => text == Confirmation.Word;
}
