using System.CommandLine;
using ControlRoom.Cli.Shared;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Cli.Upkeep;

/// <summary><c>controlroom NOUN VERB SELECTOR…</c> for every operation of the registry: nothing destructive has a command of its own.</summary>
public static class OperationCommands
{
    private static readonly Option<bool> Force = new("--force") { Description = "Does not ask. Never goes past the production safety check." },
        Confirm = new("--confirm", "--yes") { Description = "Consent given beforehand, for scripts." },
        DryRun = new("--dry-run") { Description = "Only shows what would happen; wins over --force and --confirm." },
        TestDb = new("--test-db") { Description = "Works on a separate test database, which counts as no production." };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why, in at least ten characters; needed for runs, lots and drafts." },
        Choice = new("--choice") { Description = "A word of the operation's own: SCRAP or RETURN for a rejected lot." };

    /// <summary>Adds the verbs to the nouns that are there already, and the nouns that are not.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var nouns in DestructiveOperations.OfProduct.All.GroupBy(o => o.Noun))
        {
            var noun = root.Subcommands.FirstOrDefault(c => c.Name == nouns.Key);
            if (noun is null) root.Add(noun = new Command(nouns.Key, nouns.Key == "ops" ? "Operations on the plant as a whole." : $"Destructive operations on a {nouns.Key.Replace('-', ' ')}."));
            foreach (var operation in nouns) noun.Add(Verb(operation));
        }
    }

    private static Command Verb(DestructiveOperation operation)
    {
        var selectors = new Argument<string[]>("selector") { Description = "Code, name, id or a pattern with * and ?; several are a batch.", Arity = operation.OnlyTarget is null ? ArgumentArity.OneOrMore : ArgumentArity.Zero };
        var command = new Command(operation.Verb, $"{operation.Name}: production protects a target when {operation.Rule.UnsafeWhen} Goes with it: {operation.Rule.Cascade}. Safer: {operation.Rule.Alternative}")
        {
            Force, Confirm, DryRun, TestDb, Reason,
        };
        if (operation.OnlyTarget is null) command.Add(selectors);
        if (operation.Name == "lot.reject") command.Add(Choice);
        if (operation.Verb == "remove") command.Aliases.Add("delete");
        command.SetAction((parsed, ct) =>
        {
            var request = new OperationRequest(operation.Name, operation.OnlyTarget is { } only ? [only] : parsed.GetValue(selectors) ?? [])
            {
                Force = parsed.GetValue(Force), Confirm = parsed.GetValue(Confirm), DryRun = parsed.GetValue(DryRun), Reason = parsed.GetValue(Reason), Choice = operation.Name == "lot.reject" ? parsed.GetValue(Choice) : null,
            };
            return Run(operation, request, parsed.GetValue(Options.Json), parsed.GetValue(TestDb), ct);
        });
        return command;
    }

    private static async Task<int> Run(DestructiveOperation operation, OperationRequest request, bool json, bool testDb, CancellationToken ct)
    {
        await using var services = Terminal.Plant(testDb);
        Terminal.Speak(services.GetRequiredService<PlantOptions>());
        var screen = Terminal.Screen(json);
        var terminal = new OperationTerminal(services.GetRequiredService<OperationRunner>(), screen);
        var dialect = services.GetRequiredService<Dialect>();
        try
        {
            await services.GetRequiredService<Migrator>().Run(ct);
            return await terminal.Run(operation, request, Terminal.Here(services), ct);
        }
        catch (Exception e) when (dialect.Classify(e) is var fault && fault != Fault.None)
        {
            return terminal.Refuse(operation, request, TransactionBoundary.Refused(fault));
        }
    }
}
