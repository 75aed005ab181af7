using System.CommandLine;
using System.Globalization;
using ControlRoom.Cli.Shared;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Cli.Serials;

/// <summary><c>controlroom outbox list</c> and <c>retry</c>.</summary>
public static class OutboxCommands
{
    private const int Shown = 100;

    private sealed record Messages(IReadOnlyList<OutboxView> Items);

    public static Command All() => new("outbox", "Messages to the core registry of serials.") { List(), Retry() };

    private static Command List()
    {
        var status = new Option<string?>("--status") { Description = $"Only these: {string.Join(", ", Word.All<OutboxStatus>())}." };
        var command = new Command("list", $"The newest {Shown} messages.") { status };
        command.SetAction((parsed, ct) => Terminal.Execute<Messages>(parsed, async (services, _, token) =>
        {
            var wanted = parsed.GetValue(status);
            if (wanted is not null && !Word.All<OutboxStatus>().Contains(wanted)) return Refusal.Invalid("WORD_UNKNOWN", "--status").With("words", string.Join(", ", Word.All<OutboxStatus>()));
            return new Messages(await services.GetRequiredService<OutboxQueries>().List(wanted is null ? null : Word.Parse<OutboxStatus>(wanted), new Page(Shown), token));
        }, messages => messages.Items.Count == 0 ? "No messages." : string.Join('\n', messages.Items.Select(Line)), ct));
        return command;
    }

    private static Command Retry()
    {
        var id = new Argument<Guid>("id") { Description = "The message, as list shows it." };
        var reason = new Option<string>("--reason") { Description = "What was mended; 10 to 500 characters.", Required = true };
        var command = new Command("retry", "Sends a message again that was given up.") { id, reason };
        command.SetAction((parsed, ct) => Terminal.Execute(parsed, (services, _, token) => services.GetRequiredService<RetryOutboxHandler>().Handle(new(parsed.GetValue(id), parsed.GetValue(reason)), Terminal.Here(services), token),
            message => $"The message about {message.SerialCode} is sent again.", ct));
        return command;
    }

    private static string Line(OutboxView m) => string.Create(CultureInfo.InvariantCulture, $"{m.Id}  {m.CreatedAt:u}  {m.SerialCode}  {Word.Of(m.Op)} #{m.AggregateSeq}  {Word.Of(m.Status)}, {m.AttemptCount} attempts{(m.LastError is null ? "" : $": {m.LastError}")}");
}
