using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlRoom.Web.Users;

/// <summary>
/// Who asks in a Blazor circuit. The role it names is the one at sign-in; every command re-reads the account. A component makes one key per
/// press of a button and keeps it until the answer is there, so that a repeat after a lost connection has no second effect.
/// </summary>
public sealed class CircuitCaller(AuthenticationStateProvider authentication, Dialect dialect)
{
    /// <summary>The caller without an intention, for what only reads or asks.</summary>
    public async Task<Caller> Now() => CallerClaims.Caller((await authentication.GetAuthenticationStateAsync()).User, null, Guid.CreateVersion7(), intent: null);

    /// <summary>The caller with the intention <paramref name="key"/> to carry out <paramref name="command"/>.</summary>
    public async Task<Caller> Intends(Guid key, object command) =>
        (await Now()).With(new Intent(key, "UI", command.GetType().Name, RequestText.Fingerprint(Encoding.UTF8.GetBytes(Json.Text(command)))));

    /// <summary>What to say instead of an exception that is no bug: a refusal that had no outcome to travel in, a database that went away.</summary>
    public Refusal? Refused(Exception exception) => exception is RefusedException refused ? refused.Refusal
        : dialect.Classify(exception) is var fault && fault != Fault.None ? TransactionBoundary.Refused(fault) : null;

    /// <summary>A key for a new intention.</summary>
    public static Guid NewKey() => Guid.NewGuid();
}
