using System.Globalization;
using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Core.Upkeep;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>The contract pages are printed from the registry (PS-4), each with the block that seed 003 asks for.</summary>
public sealed class ContractPageGeneratedDocsTests
{
    [Fact]
    [Trait("Rule", "D-07")]
    public void Every_resource_has_its_contract_page_with_its_production_safety_block()
    {
        var registry = DestructiveOperations.OfProduct;
        var index = new StringBuilder();
        foreach (var noun in registry.Acts.GroupBy(a => a.Noun))
        {
            var page = new StringBuilder();
            page.Append(CultureInfo.InvariantCulture, $"# Contract: {noun.Key}\n\nPrinted from the registry of destructive operations. The common rules are in [the contract](README.md).\n");
            foreach (var act in noun) Block(page, act);
            GeneratedDoc.Check($"docs/contracts/{noun.Key}.md", page.ToString());
            foreach (var act in noun) index.Append(CultureInfo.InvariantCulture, $"| [`{act.Name}`]({noun.Key}.md) | {act.Rule.UnsafeWhen} | {act.Rule.Cascade} | {act.Rule.Alternative} |\n");
        }
        GeneratedDoc.CheckPart("docs/contracts/README.md", "operations", "| Operation | Unsafe in production when | Goes with it | Safer |\n|---|---|---|---|\n" + index);
        House.AssertNone(Directory.EnumerateFiles(House.PathOf("docs/contracts")).Select(f => Path.GetFileNameWithoutExtension(f)).Except(registry.Acts.Select(a => a.Noun).Append("README")), "Contract pages of resources that are gone: delete them.");
    }

    private static void Block(StringBuilder page, ProtectedAct act)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {act.Name}\n\n");
        if (act is DestructiveOperation operation)
        {
            var selector = operation.OnlyTarget is null ? " SELECTOR…" : "";
            page.Append(CultureInfo.InvariantCulture, $"- Command: `controlroom {act.Noun} {act.Verb}{selector} [--force] [--confirm|--yes] [--dry-run] [--json] [--test-db] [--reason \"…\"]`\n");
            page.Append(CultureInfo.InvariantCulture, $"- REST: `POST /api/ops/{(act.Noun == "ops" ? act.Verb : $"{act.Noun}/{act.Verb}")}`\n");
            page.Append(CultureInfo.InvariantCulture, $"- Who: {string.Join(", ", Permissions.Roles(operation.Permission).Select(Word.Of))} ({Word.Of(operation.Permission)}); over `/api/ops` administrators only\n");
            page.Append(CultureInfo.InvariantCulture, $"- Reason of at least {Text.ReasonMin} characters: {(operation.NeedsReason ? "needed" : "optional")}\n");
            page.Append(CultureInfo.InvariantCulture, $"- The target {(operation.Removes ? "is gone afterwards; the audit trail keeps what it was" : "stays and is changed for good")}\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"- Goes with it: {act.Rule.Cascade}\n- Safer: {act.Rule.Alternative}\n\n### Production Safety\n\nThis command MUST comply with ProductionSafety (PS-1 through PS-4).\n\n");
        page.Append(CultureInfo.InvariantCulture, $"**Resource-Specific Safety Rule:** Unsafe in production when {act.Rule.UnsafeWhen}\n\n**Rationale:** {act.Rule.Rationale}\n\n**Safety Check Implementation:** {act.Rule.Implementation} (`{act.GetType().Name}.{nameof(ProtectedAct.WhyUnsafe)}`)\n");
    }
}
