using ControlRoom.Core.Database;
using ControlRoom.Core.Users;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace ControlRoom.Web.Users;

/// <summary>Ends what an open page may show within a minute after its account was closed or got another password. Commands ask every time.</summary>
public sealed class CircuitAuthentication(ILoggerFactory logs, UserQueries users, Dialect dialect) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (CallerClaims.UserId(authenticationState.User) is not { } id) return true;
        try
        {
            return await users.Identify(id, cancellationToken) is { } identity && CallerClaims.IsCurrent(authenticationState.User, identity);
        }
        catch (Exception e) when (dialect.Classify(e) != Fault.None)
        {
            // Without its database the plant shows and does nothing anyway; nobody has to sign in again because of it.
            return true;
        }
    }
}
