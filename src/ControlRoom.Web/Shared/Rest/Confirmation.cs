using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What cannot be undone is done only after an exact yes, in the body or as <c>?confirm=yes</c>.</summary>
public static class Confirmation
{
    /// <exception cref="RefusedException">CONFIRMATION_REQUIRED, 400.</exception>
    public static void Require(string? inBody, string? inQuery)
    {
        if (inBody != "yes" && inQuery != "yes") throw new RefusedException(Refusal.Malformed("CONFIRMATION_REQUIRED"));
    }
}

/// <summary>The body of a DELETE that wants a yes.</summary>
public sealed record ConfirmBody(string? Confirm, int? RowVersion);
