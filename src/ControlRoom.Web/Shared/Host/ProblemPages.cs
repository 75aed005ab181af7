using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

public static class ProblemPages
{
    /// <summary>
    /// A page that was asked for and refused without words gets a page that has some. The API answers for itself. An address with a character
    /// that no database takes is refused here, before a page looks for it.
    /// </summary>
    public static void UseProblemPages(this WebApplication app) =>
        app.UseWhen(http => !Requests.IsApi(http) && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)), pages => pages.UseStatusCodePagesWithReExecute("/problem/{0}").Use(Readable));

    private static Task Readable(HttpContext http, RequestDelegate next)
    {
        if (RequestText.WhyNot(http.Request) is null) return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
