using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Localization;

namespace ControlRoom.Web.Shared.Host;

/// <summary>In which language a request is answered: what was chosen in this browser
/// (sign-in brings the user's setting there), the user's setting, Accept-Language, the configuration.</summary>
public static class Languages
{
    public static readonly IReadOnlyList<CultureInfo> All = [.. Core.Users.Preferences.Languages.Select(CultureInfo.GetCultureInfo)];

    public static void AddLanguages(this IServiceCollection services) => services.AddLocalization().AddOptions<RequestLocalizationOptions>().Configure<PlantOptions>((options, plant) =>
    {
        (options.SupportedCultures, options.SupportedUICultures, options.ApplyCurrentCultureToResponseHeaders) = ([.. All], [.. All], true);
        options.SetDefaultCulture(Core.Users.Preferences.Languages.Contains(plant.DefaultCulture) ? plant.DefaultCulture : "en");
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(http => Task.FromResult(http.User.FindFirst(CallerClaims.Language) is { } claim ? new ProviderCultureResult(claim.Value) : null)),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    });

    public static void UseLanguages(this WebApplication app) => app.UseRequestLocalization();
}
