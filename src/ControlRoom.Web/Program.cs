using ControlRoom.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options =>
{
    options.KeepAliveInterval = TimeSpan.FromSeconds(2);
    options.ClientTimeoutInterval = TimeSpan.FromSeconds(6);
});
builder.Services.AddLocalization();

var app = builder.Build();
app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures("en", "hu").AddSupportedUICultures("en", "hu"));
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
