using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;
using CoreReading = ControlRoom.Core.Quality.ReadingView;

namespace ControlRoom.Web.Quality;

/// <summary>An inspection that is being filled in: what is answered so far, what is measured, and what still stands against a decision. The gate itself decides.</summary>
public sealed class InspectionWork
{
    public InspectionWork(PendingView form, LotView lot)
    {
        (Form, Lot, Answers) = (form, lot, new ChecklistAnswers(form.Checklist));
        See(lot);
    }

    public PendingView Form { get; }

    public LotView Lot { get; private set; }

    public ChecklistAnswers Answers { get; }

    public string Notes { get; set; } = "";

    public string? Password { get; set; }

    /// <summary>The measurement this gate decides by, at a CCP.</summary>
    public MeasurementType? Measures => Form.IsCcp && Lot.MaterialClass != MaterialClass.Ingredient ? CcpRules.TypeAt(Form.StepIndex) : null;

    /// <summary>The checklist item that is this very measurement.</summary>
    public string? MeasuredKey => Measures is { } type ? $"{type.ToString().ToLowerInvariant()}_c" : null;

    /// <summary>The item's upper limit.</summary>
    public decimal? Limit => MeasuredKey is { } key ? Form.Checklist.FirstOrDefault(item => item.Key == key)?.Max : null;

    /// <summary>What was measured for the decision, newest first.</summary>
    public IReadOnlyList<CoreReading> Readings => Measures is not { } type ? [] : [.. Lot.Readings.Where(r => r.MeasurementType == type && r.ReadingRole == ReadingRole.Ccp).OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id)];

    /// <summary>The last value, where it is beyond its limit.</summary>
    public CoreReading? Violation => Readings is [{ IsViolation: true } last, ..] ? last : null;

    public bool IsInspectable => Lot.Status is not (LotStatus.Consumed or LotStatus.Rejected or LotStatus.Finished);

    public IReadOnlyList<string> WhyNoPass(DateTime now) =>
    [
        .. Violation is { } warm ? [Ui.Text("Inspect.Warm", Format.Celsius(warm.TemperatureC), Format.Celsius(warm.TemperatureC - (warm.ThresholdC ?? 0)), Format.Celsius(warm.ThresholdC ?? 0))] : Array.Empty<string>(),
        .. Answers.WhyNoPassExcept(Violation is null ? null : MeasuredKey),
        .. Measures is null ? [] : Readings.Count == 0 ? [Ui.Text("Inspect.NotMeasured")] : now - Readings[0].MeasuredAt > CcpRules.ReadingAge ? [Ui.Text("Inspect.Outdated", (int)CcpRules.ReadingAge.TotalMinutes)] : Array.Empty<string>(),
    ];

    public IReadOnlyList<string> Unsigned => Form.IsCcp && string.IsNullOrEmpty(Password) ? [Ui.Text("Inspect.Unsigned")] : [];

    /// <summary>The lot has changed; answers stay.</summary>
    public void See(LotView lot)
    {
        Lot = lot;
        if (MeasuredKey is { } key && Readings is [{ } last, ..]) Answers[key] = last.TemperatureC;
    }

    /// <summary>A measured value is a record the moment its field is left.</summary>
    public RecordReading Measure(decimal celsius) => new(new ReadingInput(Lot.Id, null, celsius, Measures ?? throw new InvalidOperationException("This gate measures nothing.")));

    /// <summary>A HOLD says by itself what was found.</summary>
    public RecordInspection Decide(Decision decision)
    {
        var said = Notes.Trim();
        if (decision == Decision.Hold && !ReasonForm.IsEnough(said)) said = Answers.Finding ?? Ui.Text("Inspect.HoldByItself", Form.GateCode);
        return new RecordInspection(Form.LotId, Form.RunId, Form.StepIndex, Form.GateCode, decision)
        {
            Notes = said.Length == 0 ? null : said,
            ChecklistResults = Answers.Results(),
            SignaturePassword = string.IsNullOrEmpty(Password) ? null : Password,
        };
    }
}
