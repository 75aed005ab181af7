using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Tests.Kit;

public sealed record LogLine(LogLevel Level, string Category, string Message, Exception? Exception);

/// <summary>Keeps what was logged, so that a test can ask whether a guard was reached.</summary>
public sealed class LogBook : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> lines = new();

    public IReadOnlyList<LogLine> Lines => [.. lines];

    /// <summary>A guard was reached or something broke: a bug, unless the test meant it.</summary>
    public IReadOnlyList<LogLine> Criticals => [.. lines.Where(l => l.Level == LogLevel.Critical)];

    public ILogger CreateLogger(string categoryName) => new Pen(lines, categoryName);

    public void Dispose() { }

    private sealed class Pen(ConcurrentQueue<LogLine> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception), exception));
        }
    }
}
