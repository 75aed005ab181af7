using System.CommandLine;

namespace ControlRoom.Cli.Shared;

/// <summary>Options that every command understands.</summary>
public static class Options
{
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object on standard output, nothing else.", Recursive = true };
}
