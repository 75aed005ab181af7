using ControlRoom.Core.Kernel;
using ControlRoom.Web.Displays;
using ControlRoom.Web.Flows;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Host;
using ControlRoom.Web.Shared.Layout;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Radzen;

namespace ControlRoom.Web;

/// <summary>The only registration of Web.</summary>
public static class WebServices
{
    public static IServiceCollection AddControlRoomWeb(this IServiceCollection services)
    {
        services.AddSingleton<StartUp>();
        services.AddHostedService(s => s.GetRequiredService<StartUp>());
        services.AddSingleton<MetricsPage>();
        services.AddSingleton<RateWindows>();
        services.AddHttpContextAccessor();
        services.AddScoped<Api>();
        services.AddPages();
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options =>
        {
            options.KeepAliveInterval = TimeSpan.FromSeconds(2);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(6);
        });
        services.AddRadzenComponents();
        services.AddLanguages();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>();
        services.AddSignIn();
        services.AddOpenApiText();
        services.AddAntiforgery(options => (options.Cookie.Name, options.Cookie.SecurePolicy) = ("controlroom.form", CookieSecurePolicy.SameAsRequest));
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // Cookies survive a restart: their keys live beside the data.
        services.AddDataProtection().SetApplicationName("ControlRoom");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(PrivateFolder.Make(Path.Combine(PrivateFolder.Make(s.GetRequiredService<PlantOptions>().DataDirectory), "keys"))), s.GetRequiredService<ILoggerFactory>())));
        return services;
    }

    /// <summary>What pages read and draw with.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddScoped<CircuitCaller>().AddScoped<LivePage>()
        .AddSingleton<SharedQueries>().AddSingleton<SharedPictures>().AddSingleton<PlantReads>().AddSingleton<ShellSource>().AddSingleton<RunBoardBuilder>().AddSingleton<WallSource>()
        .AddSingleton<DashboardSource>().AddSingleton<FlowReads>().AddSingleton<FlowPictures>().AddSingleton<Tickets.TicketPresses>().AddSingleton<Dispatch.WorkPresses>()
        .AddSingleton<CircuitCount>().AddSingleton<CircuitHandler>(s => s.GetRequiredService<CircuitCount>()).AddSingleton<EnvironmentFacts>()
        .AddSingleton<QualityReads>();
}
