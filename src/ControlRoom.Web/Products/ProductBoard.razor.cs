using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Web.Products.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Products;

/// <summary>One product: what it is, what of it can be changed now, by what it is locked and until when, and its revisions.</summary>
public sealed partial class ProductBoard
{
    private ProductDetail? product;
    private IReadOnlyList<RevisionRow> revisions = [];
    private IReadOnlyList<MaterialRoleView> roles = [];
    private IReadOnlyList<RevisionChange>? changes;
    private Refusal? missing, refusal;
    private Role role = Role.Viewer;
    private Intention? pressing;
    private ComponentAct? act;
    private string? open, said;
    private string target = "";

    [Parameter, EditorRequired] public Guid Id { get; set; }

    [Inject] public ProductQueries Products { get; set; } = default!;
    [Inject] public RevisionQueries Revisions { get; set; } = default!;
    [Inject] public CreateRevisionHandler Creating { get; set; } = default!;
    [Inject] public PublishRevisionHandler Publishing { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Products, Topics.Work];

    private bool MayDesign => role.Has(Permission.DesignProducts);

    private string? Until => product!.UsageState == UsageState.InProduction && product.EditPermissions.Texts.UnlocksAt is { } at ? Ui.Text("Products.Until", $"{Day(at)} {Format.Time(Clock.Plant(at))}") : null;

    protected override async Task<bool> Load(CancellationToken ct)
    {
        role = (await Callers.Now()).Role;
        var read = await Products.Detail(Id, ct);
        (missing, product) = (read.Refusal, read.Value);
        if (product is null) return true;
        if (roles.Count == 0) roles = await Products.Roles(ct);
        revisions = (await Revisions.List(Id, ct)).Value ?? [];
        return true;
    }

    private string Day(DateTime utc) => Format.Day(Clock.Plant(utc));

    private void Show(string dialog) => (open, target, said, refusal) = (dialog, Id.ToString(), null, null);

    private void Close() => open = null;

    private void Act(ComponentAct what)
    {
        (act, said, refusal) = (what, null, null);
        (open, target) = what.Verb switch
        {
            "remove-material" => (RemoveMaterialOperation.Is, what.Material!.Id.ToString()),
            "delete-component" => (DeleteComponentOperation.Is, what.Component.Id.ToString()),
            _ => (what.Verb, ""),
        };
    }

    private void Discard(RevisionRow row) => (open, target, said, refusal) = (DiscardRevisionOperation.Is, row.Id.ToString(), null, null);

    /// <summary>One click: a copy of the product as it is.</summary>
    private async Task Draft()
    {
        var command = new CreateRevision(Id, product!.RevisionsCount == 0 ? RevisionReason.Initial : RevisionReason.EngineeringChange);
        if (await Press(command, Creating.Handle) is { } draft) said = Ui.Text("Products.Drafted", draft.RevisionNo);
    }

    private async Task Publish(RevisionRow row)
    {
        if (await Press(new PublishRevision(Id, row.RevisionNo, row.RowVersion), Publishing.Handle) is { } done) said = Ui.Text("Products.Published", done.RevisionNo);
    }

    private async Task Compare() =>
        changes = changes is null ? (await Revisions.Diff(Id, revisions[1].RevisionNo, revisions[0].RevisionNo, Leaving)).Value?.Changes : null;

    private async Task<RevisionDetail?> Press<TCommand>(TCommand command, Func<TCommand, Caller, CancellationToken, Task<Outcome<RevisionDetail>>> handle) where TCommand : notnull
    {
        (said, changes) = (null, null);
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller, CancellationToken.None));
        if (outcome is null) return null;
        refusal = outcome.Refusal;
        await Requery();
        return outcome.Value;
    }

    private Task Say(string what)
    {
        (said, changes) = (what, null);
        return Requery();
    }
}
