namespace ControlRoom.Web.Shared.Rest;

/// <summary>The API reads every body as JSON, whatever the client calls it; routing would refuse the others before the gate can say why.</summary>
public sealed class AlwaysJson(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (Requests.IsApi(http)) http.Request.ContentType = "application/json";
        return next(http);
    }
}
