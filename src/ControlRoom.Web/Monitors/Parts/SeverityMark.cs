using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Monitors.Parts;

/// <summary>A severity as the alarm it raises looks; what raises none is a plain note.</summary>
internal static class SeverityMark
{
    public static MarkupString Of(Severity severity, int size) => severity switch
    {
        Severity.Critical => AlarmShape.Of(new AlarmMark(2, AlarmLook.Unack), size),
        Severity.High => AlarmShape.Of(new AlarmMark(3, AlarmLook.Unack), size),
        Severity.Warn => AlarmShape.Of(new AlarmMark(4, AlarmLook.Unack), size),
        _ => Icon.Of("info", size),
    };

    public static string Name(Severity severity) => Ui.Text($"Severity.{Word.Of(severity)}");
}
