using ControlRoom.Core;
using ControlRoom.Core.Kernel;
using ControlRoom.Web;
using ControlRoom.Web.Monitors;
using ControlRoom.Web.Schedule;
using ControlRoom.Web.Shared.Host;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Users;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = Defaults.ContentRoot(args) });
builder.UseDefaults();
builder.UseLogs();
builder.Services.AddControlRoomCore(builder.Configuration);
builder.Services.AddControlRoomWeb();
builder.Services.AddBackgroundWork(builder.Configuration);

var app = builder.Build();
try
{
    StartUp.Check(app.Services.GetRequiredService<PlantOptions>(), app.Configuration, app.Environment);
}
catch (StartRefusedException e)
{
    // For whoever starts it: a sentence for each setting, and no stack trace above it.
    Console.Error.WriteLine(e.Message);
    return 1;
}

app.UseMiddleware<ResponseHeaders>();
app.UseMiddleware<RequestLog>();
app.UseMiddleware<OneJsonValue>();
app.UseMiddleware<Failures>();
app.UseMiddleware<AlwaysJson>();
app.UseProblemPages();
app.UseMiddleware<OwnOrigin>();
app.UseRouting();
app.UseMiddleware<ReadyGate>();
app.UseAuthentication();
app.Use(RequestLog.Identify);
app.UseLanguages();
app.UseMiddleware<ApiGate>();
app.UseAuthorization();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapControlRoom();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireSignIn();
app.Run();
return 0;
