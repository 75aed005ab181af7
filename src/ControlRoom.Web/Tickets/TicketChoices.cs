using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Tickets;

/// <summary>The words that fields of a ticket can have.</summary>
internal static class TicketChoices
{
    public static IReadOnlyList<Choice> Statuses => [.. Word.All<TicketStatus>().Select(w => new Choice(w, Words.Chip(w)))];
    public static IReadOnlyList<Choice> Priorities => [.. Enum.GetValues<WorkPriority>().Reverse().Select(p => new Choice(Word.Of(p), Priority(p)))];
    public static IReadOnlyList<Choice> Modes => [.. Word.All<ProcessMode>().Select(w => new Choice(w, Ui.Text($"Tickets.Mode.{w}")))];

    public static string Priority(WorkPriority priority) => Ui.Text($"Tickets.Priority.{Word.Of(priority)}");
}
