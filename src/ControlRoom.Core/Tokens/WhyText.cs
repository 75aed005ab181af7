using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

/// <summary>The sentence that says why a token is where it is.</summary>
public static partial class WhyText
{
    private static readonly ResourceManager Texts = new("ControlRoom.Core.Tokens.Whys", typeof(WhyText).Assembly);

    public static string Of(Why why, Clock clock, CultureInfo? culture = null)
    {
        culture ??= CultureInfo.CurrentUICulture;
        return Hole().Replace(Texts.GetString(Word.Of(why.Code), culture)!, hole => why.Args.GetValueOrDefault(hole.Groups[1].Value) switch
        {
            null => "–",
            decimal number => NumberText.Of(number, number.Scale, culture),
            DateTime instant => clock.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, culture),
            var value => value.ToString()!,
        });
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
