using ControlRoom.Core.Kernel;
using ControlRoom.Core.Settings;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Settings;

public sealed record SetFlagBody(string? Value);

public static class FlagEndpoints
{
    public static void MapFlags(this ApiRoutes routes)
    {
        var api = routes.Area("flags");
        api.Read("/flags", Permission.Read, 100, (Api api, FlagQueries flags, CancellationToken ct) => api.Show(flags.List(ct)))
            .WithSummary("What the site has switched on.");
        api.Write("PUT", "/flags/{key}", Permission.Administer, 20, (string key, SetFlagBody body, Api api, SetFlagHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(key, body.Value), api.Caller, ct)))
            .WithSummary("Switches: ON or OFF, or the word or code that the flag takes.");
    }
}
