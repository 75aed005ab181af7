using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>Turns what was thrown on the way through the API into problems: refusals that had no outcome to travel in, bodies that do not fit, broken databases and bugs.</summary>
public sealed partial class Failures(RequestDelegate next, Dialect dialect, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await using var answer = Requests.IsApi(http) ? WholeAnswer.Hold(http) : null;
        try
        {
            await next(http);
            if (answer is not null) await answer.Send(http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (BadHttpRequestException e) when (!Requests.IsApi(http) && !http.Response.HasStarted)
        {
            http.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (!Requests.IsApi(http) && !http.Response.HasStarted)
        {
            await Page(http, e);
        }
        catch (Exception e) when (Requests.IsApi(http) && !http.Response.HasStarted)
        {
            answer!.Drop();
            await (Read(e) is { } refusal ? Problems.Write(http, refusal) : Bug(http, e));
        }
    }

    /// <summary>Who asked for a page gets the one that says what happened; who sent a form a sentence.</summary>
    private async Task Page(HttpContext http, Exception e)
    {
        var refusal = Read(e);
        if (refusal is null) log.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
        http.Response.StatusCode = refusal is null ? StatusCodes.Status500InternalServerError : Problems.Status(refusal.Kind);
        if (!HttpMethods.IsGet(http.Request.Method) && refusal is not null) await http.Response.WriteAsync($"{refusal.Detail()} {refusal.Guidance()}", http.RequestAborted);
    }

    private Refusal? Read(Exception e) => e switch
    {
        RefusedException refused => refused.Refusal,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Refusal(RefusalKind.TooLarge, "BODY_TOO_LARGE"),
        BadHttpRequestException { InnerException: UnknownWordException unknown } =>
            Refusal.Invalid("WORD_UNKNOWN", RequestText.Pointer(unknown.Path)).With("words", string.Join(", ", unknown.Words)),
        BadHttpRequestException { InnerException: JsonException json } => Refusal.Malformed("MALFORMED_BODY") with { Pointer = RequestText.Pointer(json.Path) },
        BadHttpRequestException bad when ParameterName().Match(bad.Message) is { Success: true } name => Refusal.Invalid("PARAMETER_INVALID", $"/{JsonNamingPolicy.SnakeCaseLower.ConvertName(name.Groups[1].Value)}"),
        BadHttpRequestException => Refusal.Malformed("MALFORMED_BODY"),
        _ when dialect.Classify(e) is var fault && fault != Fault.None => Logged(e, fault),
        _ => null,
    };

    private Refusal Logged(Exception e, Fault fault)
    {
        log.LogWarning(e, "Request ended by {Fault}", fault);
        return TransactionBoundary.Refused(fault);
    }

    private Task Bug(HttpContext http, Exception e)
    {
        log.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
        return Problems.Write(http, new Refusal(RefusalKind.Unavailable, "INTERNAL_ERROR").With("trace_id", Requests.TraceId(http)), StatusCodes.Status500InternalServerError);
    }

    /// <summary>The framework tells which parameter it could not bind only in its sentence.</summary>
    [GeneratedRegex("^(?:Failed to bind|Required) parameter \"[^\"]* (\\w+)\"")]
    private static partial Regex ParameterName();
}
