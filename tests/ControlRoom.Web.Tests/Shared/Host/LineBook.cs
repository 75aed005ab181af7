using System.Collections.Concurrent;
using System.Text.Json;
using ControlRoom.Web.Shared.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlRoom.Web.Tests.Shared.Host;

/// <summary>Every line the application logs, of every level, as its console formatter would print it in production.</summary>
internal sealed class LineBook : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly LogLines formatter = new(TimeProvider.System);
    private IExternalScopeProvider? scopes;

    public IReadOnlyList<string> Text => [.. lines];

    public IEnumerable<JsonElement> Lines => lines.Select(l => JsonElement.Parse(l));

    public ILogger CreateLogger(string categoryName) => new Pen(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Pen(LineBook book, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => book.scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var text = new StringWriter();
            book.formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), book.scopes, text);
            book.lines.Enqueue(text.ToString());
        }
    }
}
