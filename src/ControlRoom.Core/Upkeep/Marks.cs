namespace ControlRoom.Core.Upkeep;

/// <summary>The marks in front of lines; plain letters where the terminal knows no others.</summary>
public sealed record Marks(string Warning, string Safe, string Skipped, string Bullet)
{
    public static readonly Marks Unicode = new("⚠️ ", "✅", "❌", "•"), Ascii = new("[!]", "[ok]", "[x]", "*");
}
