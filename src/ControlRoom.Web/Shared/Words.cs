using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;

namespace ControlRoom.Web.Shared;

/// <summary>Localised words for the upper-case codes of the model.</summary>
public static class Words
{
    /// <summary>"On hold", "Felfüggesztve". A kind ("lot") picks its own word where the language needs one.</summary>
    public static string State(string state, string? kind = null) =>
        (kind is null ? null : Ui.Find($"State.{state}.{kind}")) ?? Ui.Find($"State.{state}") ?? state.Replace('_', ' ');

    /// <summary>The capitals of a state chip: in English the code itself, as people say it on the floor.</summary>
    public static string Chip(string state, string? kind = null) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en"
            ? state.Replace('_', ' ')
            : State(state, kind).ToUpper(CultureInfo.CurrentUICulture);

    public static string Step(int index) => Ui.Text(string.Create(CultureInfo.InvariantCulture, $"Step.{index}"));

    /// <summary>A step name that fits a wall column.</summary>
    public static string StepShort(int index) => Ui.Find(string.Create(CultureInfo.InvariantCulture, $"Step.Short.{index}")) ?? Step(index);

    public static string Step(StepLook look) => Ui.Text($"StepLook.{look}");

    /// <summary>Why something is held or free again: a person's words as they are, what the plant keeps by itself in the reader's language.</summary>
    public static string? Reason(string? kept) => ViolationSentence.Read(kept) is { } violation
        ? (violation.LotCode is { } lot ? lot + " " : "") + Ui.Text("Reason.Violation", Ui.Text($"Measurement.{Word.Of(violation.Type)}"), Format.Celsius(violation.Celsius), Format.Celsius(violation.Limit))
        : KeptText.Note(kept) ?? kept;

    public static string Role(string role) => Ui.Text($"Role.{role}");

    /// <summary>"critical", "high", "medium", "low".</summary>
    public static string Priority(int priority) => Ui.Text(string.Create(CultureInfo.InvariantCulture, $"Alarm.{priority}"));

    public static string Theme(string theme) => Ui.Text($"Theme.{theme}");
}
