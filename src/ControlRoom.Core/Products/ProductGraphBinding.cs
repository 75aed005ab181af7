using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public enum BindingMode
{
    /// <summary>The newest published version of the flow.</summary>
    Latest,
    Pinned,
}

/// <summary>By which workshop graph a product is made.</summary>
public sealed class ProductGraphBinding : Aggregate
{
    private ProductGraphBinding() { }

    public Guid ProductId { get; private init; }
    public Guid FlowId { get; private set; }

    /// <summary>Null: the newest published one.</summary>
    public Guid? FlowVersionId { get; private set; }
    public string? Note { get; private set; }
    public Guid PinnedBy { get; private set; }
    public DateTime PinnedAt { get; private set; }

    public BindingMode Mode => FlowVersionId is null ? BindingMode.Latest : BindingMode.Pinned;

    public static ProductGraphBinding Create(Guid id, Guid productId, string sku, BindingChoice choice, Guid by, DateTime now)
    {
        var binding = new ProductGraphBinding { Id = id, ProductId = productId };
        binding.Set(choice, by, now);
        binding.Noted(binding.FactOf(sku, null));
        return binding;
    }

    public void Change(string sku, BindingChoice choice, Guid by, DateTime now)
    {
        var old = Choice;
        Set(choice, by, now);
        Changed(FactOf(sku, old));
    }

    public BindingChoice Choice => new(FlowId, FlowVersionId, Note);

    private void Set(BindingChoice choice, Guid by, DateTime now) => (FlowId, FlowVersionId, Note, PinnedBy, PinnedAt) = (choice.FlowId, choice.FlowVersionId, choice.Note, by, now);

    private Fact FactOf(string sku, object? old) => new("PRODUCT_GRAPH_BOUND", EntityTypes.Product, ProductId, sku, old, Choice);
}

public sealed record BindingChoice(Guid FlowId, Guid? FlowVersionId, string? Note);
