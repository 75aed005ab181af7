using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Users;

namespace ControlRoom.Web.Shared;

/// <summary>
/// One press of a button. It has one key from the press until the answer is there, so that a second click does nothing and a repeat after a
/// lost connection has no second effect.
/// </summary>
public sealed class Intention(CircuitCaller callers)
{
    private Guid key = CircuitCaller.NewKey();
    private string? sent;

    public bool Busy { get; private set; }

    /// <summary>The answer; null when the same intention is still being carried out.</summary>
    public async Task<Outcome<T>?> Carry<T>(object command, Func<Caller, Task<Outcome<T>>> handle)
    {
        if (Busy) return null;
        Busy = true;
        try
        {
            var text = Json.Text(command);
            // The same as at the door of REST; without the escape there is no such character in it.
            if (text.Contains("\\u0000", StringComparison.Ordinal) && RequestText.WhyNot(Encoding.UTF8.GetBytes(text)) is { } unreadable) return unreadable;
            // Another command than the one whose answer never came is another intention.
            if (sent is not null && sent != text) key = CircuitCaller.NewKey();
            sent = text;
            var outcome = await handle(await callers.Intends(key, command));
            if (outcome.Refusal is not { Kind: RefusalKind.Unavailable }) (key, sent) = (CircuitCaller.NewKey(), null);
            return outcome;
        }
        catch (Exception e) when (callers.Refused(e) is not null)
        {
            return callers.Refused(e)!;
        }
        finally
        {
            Busy = false;
        }
    }
}
