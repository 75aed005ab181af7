using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>An alarm's mark as inline SVG: the shape and its number say the priority; fill, outline and the dot of what nobody has seen say its state.</summary>
public static class AlarmShape
{
    /// <summary>Where nothing may blink, and in grey, it tells a new alarm from one that somebody is on.</summary>
    private const string Unseen = "<circle cx='20.6' cy='3.4' r='4' class='aln'/>";

    /// <param name="size">Width and height in pixels.</param>
    public static MarkupString Of(AlarmMark mark, int size = 18) => new(string.Create(CultureInfo.InvariantCulture,
        $"""<svg class="al al-{mark.Priority} al-{Css(mark.Look)}" width="{size}" height="{size}" viewBox="-1 -1 26 26" role="img" aria-label="{HtmlEncoder.Default.Encode(Words.Priority(mark.Priority))}">{Outline(mark.Priority)}{Inside(mark)}{(mark.Look == AlarmLook.Unack ? Unseen : null)}</svg>"""));

    private static string Css(AlarmLook look) => look switch
    {
        AlarmLook.Unack => "un",
        AlarmLook.Ack => "ack",
        AlarmLook.ReturnedUnack => "rtn",
        AlarmLook.Shelved => "shv",
        AlarmLook.None => "none",
        _ => "sup",
    };

    private static string Outline(int priority) => priority switch
    {
        1 => "<rect x='1.5' y='1.5' width='21' height='21' rx='1'/>",
        2 => "<path d='M12 1.5 23 21.5H1z'/>",
        3 => "<path d='M12 .8 23.2 12 12 23.2.8 12z'/>",
        _ => "<circle cx='12' cy='12' r='10.5'/>",
    };

    private static string Inside(AlarmMark mark) => mark.Look switch
    {
        AlarmLook.Shelved => "<path d='M8 17h8M12 7v6.5M9 11l3 3 3-3' class='alg'/>",
        AlarmLook.Suppressed => "<path d='m7 17 10-10' class='alg'/>",
        _ => string.Create(CultureInfo.InvariantCulture, $"<text x='12' y='{(mark.Priority == 2 ? "18.6" : "16.3")}' text-anchor='middle'>{mark.Priority}</text>"),
    };
}
