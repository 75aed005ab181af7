using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ControlRoom.Web.Shared.Host;

/// <summary>One JSON object a line: time, level, category, message, the ids of request and command, and the exception if there is one.</summary>
public sealed class LogLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "controlroom";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Plain))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", Level(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId.Id != 0) json.WriteNumber("event_id", logEntry.EventId.Id);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            foreach (var (name, value) in Ids(scopeProvider)) json.WriteString(name, value);
            if (logEntry.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    /// <summary>The innermost scope has the last word: a command inside a request names its own ids.</summary>
    private static Dictionary<string, string> Ids(IExternalScopeProvider? scopes)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        scopes?.ForEachScope(static (scope, found) =>
        {
            if (scope is not LogScope ours) return;
            foreach (var (name, value) in ours.Ids) found[name] = value;
        }, ids);
        return ids;
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace", LogLevel.Debug => "debug", LogLevel.Information => "info", LogLevel.Warning => "warning", LogLevel.Error => "error", _ => "critical",
    };
}
